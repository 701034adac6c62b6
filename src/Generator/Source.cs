using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Aerostat.Generator;

/// <summary>A generated file, or why there is none. Strings only, so that the pipeline can tell what has not changed.</summary>
sealed record Source(string Name, string Text, string? Problem = null)
{
    static readonly DiagnosticDescriptor Unwritable =
        new("XDR001", "Not a wire record", "{0}", "Aerostat", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public void AddTo(SourceProductionContext context)
    {
        if (Problem is null) context.AddSource(Name + ".g.cs", SourceText.From(Text, Encoding.UTF8));
        else context.ReportDiagnostic(Diagnostic.Create(Unwritable, Location.None, Problem));
    }
}
