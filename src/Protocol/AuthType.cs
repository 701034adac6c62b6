namespace Aerostat.Protocol;

/// <summary>A way to show who one is, as <see cref="Remote.AuthList"/> lists them.</summary>
public enum AuthType
{
    None = 0,
    Sasl = 1,
    Polkit = 2,
}
