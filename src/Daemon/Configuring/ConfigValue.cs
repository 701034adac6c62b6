using Aerostat.Values;

namespace Aerostat.Daemon.Configuring;

/// <summary>A value as written, and the line it begins in.</summary>
abstract record ConfigValue(int Line);

sealed record NumberValue(int Line, long Number) : ConfigValue(Line)
{
    public override string ToString() => $"{Number}";
}

sealed record TextValue(int Line, string Text) : ConfigValue(Line)
{
    public override string ToString() => $"\"{Text}\"";
}

sealed record ListValue(int Line, ValueList<string> Texts) : ConfigValue(Line)
{
    public override string ToString() => Texts.IsEmpty ? "[]" : $"[ {string.Join(", ", Texts.Select(text => $"\"{text}\""))} ]";
}

/// <summary>What is wrong, where, and what was expected.</summary>
sealed record ConfigProblem(string File, int Line, string What)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {What}" : $"{File}: {What}";
}
