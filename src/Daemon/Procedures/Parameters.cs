using Aerostat.Engine.Statistics;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Figures by name: the engine's, and the wire's.</summary>
static class Parameters
{
    static readonly string[] Kinds = ["unknown", "int", "uint", "llong", "ullong", "double", "boolean", "string"];

    extension(ValueList<Parameter> parameters)
    {
        public TypedParam[] OnWire => [.. parameters.Select(p => new TypedParam(p.Name, Value(p)))];
    }

    static TypedValue Value(Parameter p) => p.Kind switch
    {
        ParameterKind.Int => (int)p.Bits,
        ParameterKind.UInt => (uint)p.Bits,
        ParameterKind.Long => p.Bits,
        ParameterKind.ULong => unchecked((ulong)p.Bits),
        ParameterKind.Double => BitConverter.Int64BitsToDouble(p.Bits),
        ParameterKind.Bool => p.Bits != 0,
        _ => p.Text ?? "",
    };

    /// <summary>What a client sent, each one known, of its kind, and given once.</summary>
    /// <param name="known">One of each, for its name and kind.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.ArgumentUnsupported"/>: an unknown one; <see cref="ErrorCode.InvalidArg"/>: of another kind, or twice.</exception>
    public static ValueList<Parameter> Read(TypedParam[] sent, ValueList<Parameter> known)
    {
        List<Parameter> read = [];
        foreach (var (name, value) in sent)
        {
            if (known.Where(one => one.Name == name) is not [var model, ..])
                throw new VirtException(ErrorCode.ArgumentUnsupported, $"argument unsupported: parameter '{name}' not supported");
            if ((int)model.Kind != (int)value.Kind)
                throw new VirtException(ErrorCode.InvalidArg, $"invalid argument: invalid type '{Kinds[Math.Clamp((int)value.Kind, 0, 7)]}' for parameter '{name}', expected '{Kinds[(int)model.Kind]}'");
            if (read.Exists(one => one.Name == name))
                throw new VirtException(ErrorCode.InvalidArg, $"invalid argument: parameter '{name}' occurs multiple times");
            read.Add(model with { Bits = value.AsLong ?? 0, Text = value.Text });
        }
        return [.. read];
    }
}
