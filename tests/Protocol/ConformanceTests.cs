using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aerostat.Protocol.Tests;

/// <summary>Every declaration, held against the facts of the protocol.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string> Procedures => [.. Declared.Procedures.Select(p => p.Name)];
    public static TheoryData<string> Events => [.. Declared.Events.Select(e => e.Name)];

    [Theory, MemberData(nameof(Procedures))]
    public void A_procedure_is_as_the_protocol_has_it(string name)
    {
        var declared = Declared.Procedures.Single(p => p.Name == name);
        var fact = ProtocolData.Procedures(declared.Program).Single(p => p.GetProperty("number").GetInt32() == declared.Number);

        Assert.Equal(Plain(fact), name, ignoreCase: true);
        Assert.Equal(string.Join(' ', fact.GetProperty("acl").EnumerateArray()), declared.Access);
        Assert.Equal(Body(fact, "args"), Body(declared.GetType().GenericTypeArguments[0]));
        Assert.Equal(Body(fact, "ret"), Body(declared.GetType().GenericTypeArguments[1]));
    }

    [Theory, MemberData(nameof(Events))]
    public void An_event_is_as_the_protocol_has_it(string name)
    {
        var declared = Declared.Events.Single(e => e.Name == name);
        var fact = ProtocolData.Procedures(declared.Program).Single(p => p.GetProperty("number").GetInt32() == declared.Number);

        Assert.Equal(Plain(fact), name, ignoreCase: true);
        Assert.Equal(Body(fact, "msg"), Body(declared.GetType().GenericTypeArguments[0]));
    }

    [Fact]
    public void What_is_not_declared_stands_in_the_list_of_what_is_not_yet()
    {
        var declared = Declared.Procedures.Select(p => (p.Program, p.Number))
            .Concat(Declared.Events.Select(e => (e.Program, e.Number))).ToHashSet();
        Assert.Equal(
            from program in new[] { Remote.Program, QemuProgram.Program }
            from fact in ProtocolData.Procedures(program)
            let number = fact.GetProperty("number").GetInt32()
            where !declared.Contains((program, number))
            select $"{(program == Remote.Program ? "remote" : "qemu")} {number} {fact.GetProperty("name")}",
            File.ReadLines(Path.Combine(ProtocolData.Folder, "not-yet.txt")).Where(line => !line.StartsWith('#')));
    }

    [Fact]
    public void Every_public_name_is_one_of_libvirts()
    {
        var headers = new DirectoryInfo("/usr/include/libvirt");
        var text = string.Concat(headers.EnumerateFiles("libvirt*.h").Select(f => File.ReadAllText(f.FullName)));

        // Only these are no functions: the library sends them by itself.
        string[] inner = ["virConnectSupportsFeature", "virAuthList", "virAuthSaslInit", "virAuthSaslStart", "virAuthSaslStep", "virAuthPolkit"];
        Assert.Equal([], Declared.Procedures.Select(p => p.Api).Except(inner).Where(api => !Regex.IsMatch(text, $@"\b{api}\s*\(")));
    }

    static string Plain(JsonElement fact) => fact.GetProperty("name").GetString()!.Replace("_", "");

    static string? Body(JsonElement fact, string part) =>
        fact.TryGetProperty(part, out var type) ? ProtocolData.Describe(type.GetString()!) : null;

    static string? Body(Type type) => type == typeof(Nothing) ? null : Declared.Describe(type);
}
