using System.Reflection;

namespace Aerostat.Protocol.Tests;

/// <summary>What the assembly declares, looked at from outside.</summary>
static class Declared
{
    public static IEnumerable<Procedure> Procedures => [.. Remote.Procedures, .. QemuProgram.Procedures];
    public static IEnumerable<Event> Events => [.. Remote.Events, .. QemuProgram.Events];

    public static IEnumerable<Type> Records =>
        typeof(Remote).Assembly.GetTypes().Where(t => t.GetCustomAttribute<XdrAttribute>() is not null);

    /// <summary>A record in the words of <see cref="ProtocolData.Describe"/>.</summary>
    public static string Describe(Type record) => record == typeof(TypedParam)
        ? "typed parameter"
        : $"{{{string.Join(' ', record.GetConstructors().Single(c => c.GetParameters().Length > 0).GetParameters().Select(Field))}}}";

    static string Field(ParameterInfo parameter)
    {
        var max = parameter.GetCustomAttribute<MaxAttribute>()?.Count ?? parameter.GetCustomAttribute<CharsAttribute>()?.Count;
        if (max is not null) return $"{Element(parameter)}<{max}>";
        return parameter.GetCustomAttribute<FixedAttribute>() is { Count: var count } ? $"{Element(parameter)}[{count}]"
            : parameter.ParameterType == typeof(string) && new NullabilityInfoContext().Create(parameter).ReadState is NullabilityState.Nullable
            ? "string<4194304>?"
            : Word(parameter.ParameterType);
    }

    static string Element(ParameterInfo parameter) => parameter.ParameterType == typeof(string) ? "char"
        : parameter.ParameterType == typeof(byte[]) ? "opaque"
        : Word(parameter.ParameterType.GetElementType()!);

    static string Word(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? Word(inner) + "?" : type switch
    {
        { IsEnum: true } => "int",
        { Name: "Boolean" or "Int32" } => "int",
        { Name: "SByte" } => "char",
        { Name: "Byte" } => "unsigned char",
        { Name: "UInt16" } => "unsigned short",
        { Name: "UInt32" } => "unsigned int",
        { Name: "Int64" } => "hyper",
        { Name: "UInt64" } => "unsigned hyper",
        { Name: "String" } => "string<4194304>",
        { Name: "Guid" } => "opaque[16]",
        _ => Describe(type),
    };
}
