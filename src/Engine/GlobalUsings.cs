global using Aerostat.Values;
