using System.Linq;
using Microsoft.CodeAnalysis;

namespace Aerostat.Generator;

/// <summary>Every procedure and event that a program's class declares, as a list: what else would need reflection.</summary>
static class ProgramTable
{
    public static Source Source(INamedTypeSymbol program)
    {
        string Named(string type) => string.Join(", ",
            from field in program.GetMembers().OfType<IFieldSymbol>()
            where field.IsStatic && field.Type.Name == type
            select field.Name);

        return new(program.Name, $$"""
            namespace {{program.ContainingNamespace.ToDisplayString()}};

            partial class {{program.Name}}
            {
                /// <summary>Every procedure that is declared.</summary>
                public static global::System.Collections.Generic.IReadOnlyList<Procedure> Procedures => [{{Named("Procedure")}}];

                /// <summary>Every event that is declared.</summary>
                public static global::System.Collections.Generic.IReadOnlyList<Event> Events => [{{Named("Event")}}];
            }

            """);
    }
}
