using System.Text.Json.Serialization;

namespace Aerostat.Qmp;

public sealed record QueryChardev() : Command<ChardevInfo[]>("query-chardev");

/// <param name="Filename">Its kind and place: <c>pty:/dev/pts/3</c>.</param>
public sealed record ChardevInfo(string Label, [property: JsonPropertyName("filename")] string FileName, [property: JsonPropertyName("frontend-open")] bool FrontendOpen);

public sealed record QueryVnc() : Command<VncInfo>("query-vnc");
public sealed record VncInfo(bool Enabled, string? Host, string? Service, string? Auth);

/// <param name="Protocol">vnc or spice.</param>
public sealed record SetPassword(string Protocol, string Password) : Command<Empty>("set_password");
public sealed record ExpirePassword(string Protocol, string Time) : Command<Empty>("expire_password");

/// <param name="Filename">QEMU opens it: relative to its folder.</param>
public sealed record Screendump([property: JsonPropertyName("filename")] string Filename, string? Device = null, int? Head = null) : Command<Empty>("screendump");

public sealed record SendKey(KeyValue[] Keys, int? HoldTime) : Command<Empty>("send-key");
public sealed record KeyValue(string Type, int Data);
