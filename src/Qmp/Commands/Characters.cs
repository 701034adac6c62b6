using System.Text.Json.Serialization;

namespace Aerostat.Qmp;

public sealed record QueryChardev() : Command<ChardevInfo[]>("query-chardev");

/// <param name="Filename">Its kind and place: <c>pty:/dev/pts/3</c>.</param>
public sealed record ChardevInfo(string Label, [property: JsonPropertyName("filename")] string FileName, [property: JsonPropertyName("frontend-open")] bool FrontendOpen);

public sealed record QueryVnc() : Command<VncInfo>("query-vnc");
public sealed record VncInfo(bool Enabled, string? Host, string? Service, string? Auth);

/// <param name="Protocol">vnc or spice.</param>
/// <param name="Connected">What becomes of who looks on: keep, fail, disconnect.</param>
public sealed record SetPassword(string Protocol, string Password, string? Connected = null) : Command<Empty>("set_password");
public sealed record ExpirePassword(string Protocol, string Time) : Command<Empty>("expire_password");

/// <summary>Hands a display a client: a socket that <c>getfd</c> brought.</summary>
/// <param name="Protocol">vnc, spice, @dbus-display.</param>
public sealed record AddClient(string Protocol, [property: JsonPropertyName("fdname")] string Name, [property: JsonPropertyName("skipauth")] bool? SkipAuthentication = null) : Command<Empty>("add_client");

/// <param name="Filename">QEMU opens it: relative to its folder.</param>
/// <param name="Format">png or ppm.</param>
public sealed record Screendump([property: JsonPropertyName("filename")] string Filename, string? Device = null, int? Head = null, string? Format = null) : Command<Empty>("screendump");

public sealed record SendKey(KeyValue[] Keys, int? HoldTime) : Command<Empty>("send-key");
public sealed record KeyValue(string Type, int Data);
