using System.IO.Compression;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aerostat.Values;

namespace Aerostat.Qmp.Tests;

/// <summary>Holds what is declared against what QEMU 7.2, 10.0 and 11.1 tell of themselves by <c>query-qmp-schema</c>.</summary>
public class SchemaTests
{
    /// <summary>Of each version, one for each machine that it is for: what one of them has is the version's.</summary>
    static readonly Dictionary<string, Dictionary<string, JsonElement>[]> Schemas = new[] { "7.2", "10.0", "11.1" }
        .ToDictionary(version => version, version => (Dictionary<string, JsonElement>[])[Read($"{version}-x86_64"), Read($"{version}-aarch64")]);

    /// <summary>What only later ones tell; read where it is there.</summary>
    static readonly string[] Later = ["QueryMachines[].acpi"];

    public static TheoryData<string, Type> Commands
    {
        get
        {
            TheoryData<string, Type> all = [];
            foreach (var version in Schemas.Keys)
                foreach (var type in typeof(Command<>).Assembly.GetTypes().Where(type => !type.IsAbstract && ResultOf(type) is not null))
                    all.Add(version, type);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_declared_command_is_one_of_QEMUs_with_arguments_that_it_takes(string version, Type type)
    {
        var (command, schema) = Find(version, type);
        var taken = Members(schema, schema[command].GetProperty("arg-type").GetString()!);
        if (type.IsAssignableTo(typeof(IRawArguments))) return;

        var given = Described(type);
        foreach (var argument in given)
        {
            Assert.True(taken.ContainsKey(argument.Name), $"{command} takes no '{argument.Name}'");
            Fits(schema, $"{command}.{argument.Name}", argument.PropertyType, taken[argument.Name].Types);
        }
        Assert.All(taken.Where(member => member.Value.Must), member => Assert.Contains(given, argument => argument.Name == member.Key));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void An_answer_is_read_as_QEMU_gives_it(string version, Type type)
    {
        var (command, schema) = Find(version, type);
        Fits(schema, type.Name, ResultOf(type)!, schema[command].GetProperty("ret-type").GetString()!);
    }

    static (string Command, Dictionary<string, JsonElement> Schema) Find(string version, Type type)
    {
        var command = CommandOf(type);
        var schema = Schemas[version].FirstOrDefault(schema => schema.ContainsKey(command));
        Assert.True(schema is not null, $"QEMU {version} has no command '{command}'");
        return (command, schema);
    }

    static void Fits(Dictionary<string, JsonElement> schema, string where, Type type, params string[] names)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(JsonResult) || type == typeof(Empty) || type == typeof(JsonElement)) return;
        if (type == typeof(TextResult)) type = typeof(string);
        var entry = schema[names[0]];
        switch (entry.GetProperty("meta-type").GetString())
        {
            case "builtin":
                Assert.True(entry.GetProperty("json-type").GetString() switch
                {
                    "string" => type == typeof(string),
                    "boolean" => type == typeof(bool),
                    "int" or "number" => type.IsPrimitive && type != typeof(bool) || type == typeof(Bytes),
                    _ => true,
                }, $"{where} is a {entry.GetProperty("json-type")}, not a {type.Name}");
                break;
            case "enum":
                Assert.True(type == typeof(string), $"{where} is an enum, read as a string here");
                break;
            case "array":
                Assert.True(type.IsArray, $"{where} is an array");
                Fits(schema, where + "[]", type.GetElementType()!, entry.GetProperty("element-type").GetString()!);
                break;
            case "object" when type.Name != "Dictionary`2":
                var members = Together(names.Select(name => Members(schema, name)));
                foreach (var property in Described(type))
                {
                    if (Later.Contains($"{where}.{property.Name}")) continue;
                    Assert.True(members.ContainsKey(property.Name), $"{where} has no '{property.Name}'");
                    Assert.True(members[property.Name].Must || property.IsGetNullable || property.PropertyType.IsValueType, $"{where}.{property.Name} may be absent: declare it so");
                    // A tree repeats itself.
                    if (property.PropertyType != type) Fits(schema, $"{where}.{property.Name}", property.PropertyType, members[property.Name].Types);
                }
                break;
        }
    }

    /// <summary>All that an object may have; of several forms, what any of them has.</summary>
    static Dictionary<string, (string[] Types, bool Must)> Members(Dictionary<string, JsonElement> schema, string name)
    {
        var entry = schema[name];
        Dictionary<string, (string[] Types, bool Must)> all = [];
        if (entry.TryGetProperty("variants", out var variants))
            all = Together(variants.EnumerateArray().Select(variant => Members(schema, variant.GetProperty("type").GetString()!)));
        foreach (var member in entry.GetProperty("members").EnumerateArray())
            all[member.GetProperty("name").GetString()!] = ([member.GetProperty("type").GetString()!], !member.TryGetProperty("default", out _));
        return all;
    }

    /// <summary>What any of the forms has; what each of them must have is had for certain.</summary>
    static Dictionary<string, (string[] Types, bool Must)> Together(IEnumerable<Dictionary<string, (string[] Types, bool Must)>> forms)
    {
        var list = forms.ToArray();
        return list.SelectMany(form => form).GroupBy(member => member.Key).ToDictionary(
            member => member.Key,
            member => (member.SelectMany(told => told.Value.Types).Distinct().ToArray(), list.Length == member.Count(told => told.Value.Must)));
    }

    static JsonPropertyInfo[] Described(Type type) =>
        [.. (QmpJson.Default.GetTypeInfo(type) ?? QmpJson.Default.Options.GetTypeInfo(type)).Properties.Where(property => property.Get is not null)];

    static string CommandOf(Type type)
    {
        var make = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var command = make.Invoke([.. make.GetParameters().Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
        return (string)type.GetProperty("Execute")!.GetValue(command)!;
    }

    static Type? ResultOf(Type type) =>
        type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(Command<>) ? parent.GetGenericArguments()[0] : null;

    static Dictionary<string, JsonElement> Read(string version)
    {
        using var packed = File.OpenRead(Path.Combine(Root(), "data", "qapi", version + ".json.gz"));
        using GZipStream text = new(packed, CompressionMode.Decompress);
        return JsonDocument.Parse(text).RootElement.EnumerateArray().ToDictionary(entry => entry.GetProperty("name").GetString()!);
    }

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Aerostat.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
