using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aerostat.Qmp;

// What a running QEMU is given and rid of. What is made comes as the JSON that also starts it.

public sealed record AddObject([property: JsonIgnore] string Json) : Command<Empty>("object-add"), IRawArguments;
public sealed record AddChardev([property: JsonIgnore] string Json) : Command<AddedChardev>("chardev-add"), IRawArguments;
public sealed record AddedChardev(string? Pty);
public sealed record AddNetdev([property: JsonIgnore] string Json) : Command<Empty>("netdev_add"), IRawArguments;
public sealed record AddBlockdev([property: JsonIgnore] string Json) : Command<Empty>("blockdev-add"), IRawArguments;
public sealed record AddDevice([property: JsonIgnore] string Json) : Command<Empty>("device_add"), IRawArguments;

public sealed record RemoveObject(string Id) : Command<Empty>("object-del");
public sealed record RemoveChardev(string Id) : Command<Empty>("chardev-remove");
public sealed record RemoveNetdev(string Id) : Command<Empty>("netdev_del");
public sealed record RemoveBlockdev(string NodeName) : Command<Empty>("blockdev-del");

/// <summary>Asks the guest to let a device go. That it has, <c>DEVICE_DELETED</c> tells.</summary>
public sealed record RemoveDevice(string Id) : Command<Empty>("device_del");

/// <summary>Names the descriptor that came along.</summary>
public sealed record PassDescriptor([property: JsonPropertyName("fdname")] string Name) : Command<Empty>("getfd");
public sealed record CloseDescriptor([property: JsonPropertyName("fdname")] string Name) : Command<Empty>("closefd");

/// <summary>Keeps the descriptor that came along in a set of its own.</summary>
public sealed record AddDescriptor() : Command<AddedDescriptor>("add-fd");

/// <param name="Descriptor">Its number in QEMU.</param>
public sealed record AddedDescriptor([property: JsonPropertyName("fdset-id")] long Set, [property: JsonPropertyName("fd")] int Descriptor);

public sealed record RemoveDescriptor([property: JsonPropertyName("fdset-id")] long Set) : Command<Empty>("remove-fd");

public sealed record QomList(string Path) : Command<QomProperty[]>("qom-list");
public sealed record QomProperty(string Name, string Type);
public sealed record QomGet(string Path, string Property) : Command<JsonResult>("qom-get");
public sealed record QomSet(string Path, string Property, long Value) : Command<Empty>("qom-set");

public sealed record QomListTypes(string? Implements = null, bool? Abstract = null) : Command<NamedInfo[]>("qom-list-types");
public sealed record DeviceListProperties(string Typename) : Command<PropertyInfo[]>("device-list-properties");
public sealed record QomListProperties(string Typename) : Command<PropertyInfo[]>("qom-list-properties");
public sealed record PropertyInfo(string Name, string Type);
public sealed record QuerySchema() : Command<JsonResult>("query-qmp-schema");

/// <summary>An answer of any form.</summary>
[JsonConverter(typeof(JsonResultConverter))]
public sealed record JsonResult(JsonElement Value);
