using System.Text;
using System.Text.Json;

namespace Aerostat.Cli;

enum Format { Table, Json }

/// <summary>A cell or field: what people read, and the same for programs.</summary>
/// <param name="Text">As virsh prints it.</param>
/// <param name="Value">A string, number, truth or null for JSON; the text where it is left out.</param>
readonly record struct Cell(string Text, object? Value)
{
    public static implicit operator Cell(string text) => new(text, text);
    public static implicit operator Cell(long number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), number);
    public static implicit operator Cell(ulong number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), number);
}

/// <summary>Where answers and complaints go. Answers are buffered until the command ends or waits.</summary>
sealed class Output(TextWriter answers, TextWriter complaints)
{
    public Format Format { get; set; }
    public bool Quiet { get; set; }

    /// <summary>Nobody looks at the answers, a program reads them: views of ours are plain lines then, as those of gh and git are.</summary>
    public bool Piped { get; set; }

    /// <summary>A table for a person at a terminal.</summary>
    public bool Drawn => Format == Format.Table && !Piped;

    /// <summary>Escape sequences may be written to the error stream: it is a terminal and nobody objects.</summary>
    public bool Colour { get; set; }

    public TextWriter Answers => answers;
    public TextWriter Complaints => complaints;

    public void Text(string text) => answers.Write(text);

    public void Line(string text = "")
    {
        answers.Write(text);
        answers.Write('\n');
    }

    /// <summary>What a script that asked for quiet would not read.</summary>
    public void Extra(string text)
    {
        if (!Quiet && Format == Format.Table) answers.Write(text);
    }

    public void Flush() => answers.Flush();

    public void Error(string message)
    {
        answers.Flush();
        complaints.WriteLine(Colour ? $"\e[1;31merror:\e[0m {message}" : $"error: {message}");
    }

    public void Hint(string message)
    {
        if (Format == Format.Table && !Quiet) complaints.WriteLine(Colour ? $"\e[36mhint:\e[0m {message}" : $"hint: {message}");
    }

    /// <summary>Rows under a header; in JSON a list of objects, its names made from the header.</summary>
    public void Rows(IReadOnlyList<(string Title, string Key)> columns, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        if (Format == Format.Json)
        {
            Json(json =>
            {
                json.WriteStartArray();
                foreach (var row in rows) WriteObject(json, columns.Zip(row, (column, cell) => (column.Key, cell)));
                json.WriteEndArray();
            });
            return;
        }
        Text(TextTable.Render(Quiet ? null : [.. columns.Select(c => c.Title)], [.. rows.Select(row => (IReadOnlyList<string>)[.. row.Select(c => c.Text)])]));
    }

    /// <summary>As <see cref="Rows"/>, for commands that virsh does not have: into a pipe go values that are exact, one tab between, under the names that JSON has.</summary>
    public void View(IReadOnlyList<(string Title, string Key)> columns, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        if (Format == Format.Json || Drawn)
        {
            Rows(columns, rows);
            return;
        }
        if (!Quiet) Line(string.Join('\t', columns.Select(c => c.Key)));
        Plain(rows);
    }

    /// <summary>Lines of values, without a line of names.</summary>
    public void Plain(IEnumerable<IReadOnlyList<Cell>> rows)
    {
        foreach (var row in rows) Line(string.Join('\t', row.Select(Plain)));
    }

    /// <summary>What is not known is a dash, so that no field is empty; what would end a field or a line is a blank.</summary>
    static string Plain(Cell cell) => cell.Value switch
    {
        null => "-",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => cell.Text.ReplaceLineEndings(" ").Replace('\t', ' '),
    };

    /// <summary>One thing's fields, each on its line; in JSON one object.</summary>
    /// <param name="fields">The label as printed, with its colon; the JSON name; the value.</param>
    /// <param name="width">The column where values begin.</param>
    public void Fields(IEnumerable<(string Label, string Key, Cell Value)> fields, int width)
    {
        if (Format == Format.Json) Json(json => WriteObject(json, fields.Select(f => (f.Key, f.Value))));
        else foreach (var (label, _, value) in fields) Line(label.PadRight(width) + value.Text);
    }

    /// <summary>Several things' fields, a blank line between; in JSON a list of objects.</summary>
    public void Blocks(IReadOnlyList<IReadOnlyList<(string Label, string Key, Cell Value)>> blocks, int width)
    {
        if (Format == Format.Json)
        {
            Json(json =>
            {
                json.WriteStartArray();
                foreach (var fields in blocks) WriteObject(json, fields.Select(f => (f.Key, f.Value)));
                json.WriteEndArray();
            });
            return;
        }
        for (var i = 0; i < blocks.Count; i++)
        {
            if (i > 0) Line();
            Fields(blocks[i], width);
        }
    }

    public void Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        Line(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    static void WriteObject(Utf8JsonWriter json, IEnumerable<(string Key, Cell Cell)> fields)
    {
        json.WriteStartObject();
        foreach (var (key, cell) in fields)
        {
            json.WritePropertyName(key);
            WriteValue(json, cell.Value);
        }
        json.WriteEndObject();
    }

    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int number: json.WriteNumberValue(number); break;
            case uint number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            case string text: json.WriteStringValue(text); break;
            case IEnumerable<string> texts:
                json.WriteStartArray();
                foreach (var text in texts) json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            default: throw new ArgumentException($"no JSON for a {value.GetType().Name}");
        }
    }
}
