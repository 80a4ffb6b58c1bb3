"""Upper tails of the chi-square distribution at 50 digits: Gamma(k/2, x/2) / Gamma(k/2)."""

from pathlib import Path

from mpmath import mp, mpf, gammainc

mp.dps = 50
rows = ["x,degrees,tail"]
for degrees in [1, 2, 3, 4, 5, 7, 10, 25, 40, 101, 500, 999]:
    for x in ["1e-12", "0.001", "0.5", "1", "3.84", "10", "16.79294099", "60", "250", "700", "1200"]:
        tail = gammainc(mpf(degrees) / 2, mpf(float(x)) / 2, regularized=True)
        rows.append(f"{x},{degrees},{mp.nstr(tail, 17)}")
Path(__file__).with_suffix(".csv").write_text("\n".join(rows) + "\n")
