using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Aerostat.Generator;

/// <summary>The two bodies of a wire record: its parameters, read and written in their order.</summary>
static class XdrRecord
{
    public static Source Source(INamedTypeSymbol record)
    {
        var parameters = record.InstanceConstructors
            .Where(c => c.Parameters.Length > 0 && !SymbolEqualityComparer.Default.Equals(c.Parameters[0].Type, record))
            .Select(c => c.Parameters)
            .FirstOrDefault();
        if (parameters.IsDefault) return new(record.Name, "", $"{record.Name} has no parameters: use Nothing");
        try
        {
            return new(record.Name, Text(record, [.. parameters.Select(XdrField.Of)]));
        }
        catch (NotSupportedException e)
        {
            return new(record.Name, "", $"{record.Name}: {e.Message}");
        }
    }

    static string Text(INamedTypeSymbol record, XdrField[] fields) => $$"""
        #nullable enable
        namespace {{record.ContainingNamespace.ToDisplayString()}};

        partial record struct {{record.Name}} : IXdr<{{record.Name}}>{{(fields.Any(f => f.IsFlags) ? ", IFlagged" : "")}}
        {
            public static {{record.Name}} Read(ref XdrReader reader) => new(
                {{string.Join(",\n        ", fields.Select(f => f.Reading))}});

            public void Write(ref XdrWriter writer)
            {
                {{string.Join("\n        ", fields.Select(f => f.Writing))}}
            }
        }

        """;
}
