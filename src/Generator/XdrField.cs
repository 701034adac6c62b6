using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Aerostat.Generator;

/// <summary>How one parameter crosses the wire: an expression that reads it, a statement that writes it.</summary>
sealed record XdrField(string Reading, string Writing, bool IsFlags)
{
    public static XdrField Of(IParameterSymbol parameter)
    {
        var (word, limit) = (Word(parameter), Limit(parameter));
        var generic = word.IndexOf('<') is >= 0 and var at ? word.Substring(0, at) : word;
        return new(
            $"reader.{word}({limit})",
            $"writer.{generic}({parameter.Name}{(limit is "" ? "" : ", " + limit)});",
            parameter is { Name: "Flags", Type.SpecialType: SpecialType.System_UInt32 });
    }

    /// <summary>The name that the reader's and the writer's method for this type share.</summary>
    static string Word(IParameterSymbol parameter) => parameter.Type switch
    {
        { SpecialType: SpecialType.System_Boolean } => "Bool",
        { SpecialType: SpecialType.System_SByte } => "SByte",
        { SpecialType: SpecialType.System_Byte } => "Byte",
        { SpecialType: SpecialType.System_UInt16 } => "UShort",
        { SpecialType: SpecialType.System_Int32 } => "Int",
        { SpecialType: SpecialType.System_UInt32 } => "UInt",
        { SpecialType: SpecialType.System_Int64 } => "Long",
        { SpecialType: SpecialType.System_UInt64 } => "ULong",
        { SpecialType: SpecialType.System_Double } => "Double",
        { SpecialType: SpecialType.System_String } when Has(parameter, "Fixed") => "FixedChars",
        { SpecialType: SpecialType.System_String } when Has(parameter, "Chars") => "Chars",
        { SpecialType: SpecialType.System_String, NullableAnnotation: NullableAnnotation.Annotated } => "OptionalString",
        { SpecialType: SpecialType.System_String } => "String",
        { TypeKind: TypeKind.Enum } type => $"Enum<{Full(type)}>",
        { Name: "Guid" } => "Uuid",
        INamedTypeSymbol { Name: "Nullable", TypeArguments: var arguments } => $"Optional<{Full(arguments[0])}>",
        IArrayTypeSymbol { ElementType: var element } => (element, Has(parameter, "Max")) switch
        {
            ({ SpecialType: SpecialType.System_Byte }, true) => "Opaque",
            ({ SpecialType: SpecialType.System_Byte }, false) when Has(parameter, "Fixed") => "FixedOpaque",
            ({ SpecialType: SpecialType.System_Int32 }, true) => "Ints",
            ({ SpecialType: SpecialType.System_UInt32 }, true) => "UInts",
            ({ SpecialType: SpecialType.System_UInt64 }, true) => "ULongs",
            ({ SpecialType: SpecialType.System_String }, true) => "Strings",
            ({ TypeKind: TypeKind.Enum }, true) => $"Enums<{Full(element)}>",
            ({ TypeKind: TypeKind.Struct or TypeKind.Error }, true) => $"Array<{Full(element)}>",
            _ => throw new NotSupportedException($"the array {parameter.Name} needs a [Max] and an element of the wire"),
        },
        { TypeKind: TypeKind.Struct or TypeKind.Error } type => $"Record<{Full(type)}>",
        var type => throw new NotSupportedException($"{parameter.Name} is a {type}, which XDR does not have"),
    };

    static string Limit(IParameterSymbol parameter) => string.Concat(
        from attribute in parameter.GetAttributes()
        where attribute.AttributeClass?.Name is "MaxAttribute" or "FixedAttribute" or "CharsAttribute"
        select attribute.ConstructorArguments[0].Value);

    static bool Has(IParameterSymbol parameter, string attribute) =>
        parameter.GetAttributes().Any(a => a.AttributeClass?.Name == attribute + "Attribute");

    static string Full(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
