using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Aerostat.Generator;

/// <summary>Writes what a declaration has already said: the XDR bodies of records, and the table of a program's procedures.</summary>
[Generator]
public sealed class XdrGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var records = context.SyntaxProvider.ForAttributeWithMetadataName("Aerostat.Protocol.XdrAttribute",
            static (node, _) => node is RecordDeclarationSyntax,
            static (found, _) => XdrRecord.Source((INamedTypeSymbol)found.TargetSymbol));

        var programs = context.SyntaxProvider.ForAttributeWithMetadataName("Aerostat.Protocol.RpcProgramAttribute",
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => ProgramTable.Source((INamedTypeSymbol)found.TargetSymbol));

        context.RegisterSourceOutput(records, static (output, source) => source.AddTo(output));
        context.RegisterSourceOutput(programs, static (output, source) => source.AddTo(output));
    }
}
