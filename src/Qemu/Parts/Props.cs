using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aerostat.Values;

namespace Aerostat.Qemu;

/// <summary>A JSON object in a chosen order, equal by content. What is null is not said at all.</summary>
public sealed class Props : IEquatable<Props>
{
    public static readonly Props Empty = new([]);

    static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly ValueList<(string Name, object Value)> members;

    Props(ValueList<(string, object)> members) => this.members = members;

    public Props With(string name, string? value) => Append(name, value);
    public Props With(string name, bool? value) => Append(name, value);
    public Props With(string name, long? value) => Append(name, value);
    public Props With(string name, ulong? value) => Append(name, value);
    public Props With(string name, Props? value) => Append(name, value);
    public Props With(string name, IEnumerable<Props>? values) => Append(name, values?.ToValueList());
    public Props With(string name, IEnumerable<string>? values) => Append(name, values?.ToValueList());
    public Props With(string name, IEnumerable<int>? values) => Append(name, values?.ToValueList());

    /// <summary>Says null, where that is a value of its own: a chain of images that ends here.</summary>
    public Props Null(string name) => Append(name, Nothing.Instance);

    /// <summary>QEMU's OnOffAuto properties take words where others take true and false.</summary>
    public Props OnOff(string name, bool? value) => Append(name, value is { } on ? on ? "on" : "off" : null);

    /// <summary>Null where there is nothing within, so that an empty object is not said either.</summary>
    public Props? OrNull() => members.IsEmpty ? null : this;

    public Props And(Props? more) => more is null ? this : new(members.AddRange(more.members));

    public Props Without(string name) => new(members.Where(member => member.Name != name));

    public bool Has(string name) => members.Any(member => member.Name == name);

    public string? Text(string name) => members.FirstOrDefault(member => member.Name == name).Value as string;

    public IEnumerable<string> Names => members.Select(member => member.Name);

    Props Append(string name, object? value) => value is null ? this : new(members.Add((name, value)));

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, value) in members)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text: json.WriteStringValue(text); break;
            case bool on: json.WriteBooleanValue(on); break;
            case long number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            case int number: json.WriteNumberValue(number); break;
            case Nothing: json.WriteNullValue(); break;
            case Props within: within.WriteTo(json); break;
            case ValueList<Props> list: Write(json, list); break;
            case ValueList<string> list: Write(json, list); break;
            case ValueList<int> list: Write(json, list); break;
        }
    }

    static void Write<T>(Utf8JsonWriter json, ValueList<T> list) where T : notnull
    {
        json.WriteStartArray();
        foreach (var item in list) Write(json, item);
        json.WriteEndArray();
    }

    sealed class Nothing
    {
        public static readonly Nothing Instance = new();
    }

    public bool Equals(Props? other) => other is not null && members == other.members;
    public override bool Equals(object? obj) => Equals(obj as Props);
    public override int GetHashCode() => members.GetHashCode();

    /// <summary>Compact JSON, as libvirt writes it: nothing escaped that need not be.</summary>
    public override string ToString()
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, AsWritten)) WriteTo(json);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
