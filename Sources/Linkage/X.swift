import CitySafety
