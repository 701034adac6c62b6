using System.Diagnostics.CodeAnalysis;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A record that one expression maps to its element, in both directions.</summary>
public interface IMapped<T> where T : class, IMapped<T>
{
    /// <summary>Asks <paramref name="x"/> for each field in the order in which they are written.</summary>
    static abstract T Map(XmlMap x, T v);
}

/// <summary>
/// One element under a record's map. Reading, each line answers what stands there, and marks it as taken; writing, it adds the value it
/// was given, and answers the same. So the lines' order is the order in the XML, and what no line asked for is left over.
/// </summary>
/// <remarks>
/// What depends on another field is read into a local first: within <c>v with { … }</c> the <c>v</c> is still the old value.
/// A name of <c>"."</c> stands for the element's own text.
/// </remarks>
public sealed partial class XmlMap
{
    readonly Element? element;
    readonly Session session;
    readonly bool mute;
    readonly string name;
    readonly XmlMap? parent;

    /// <summary>What all maps of one document share.</summary>
    sealed record Session(ReadOptions? Read, WriteOptions Write);

    XmlMap(Element? element, Session session, string name, XmlMap? parent = null, bool mute = false) =>
        (this.element, this.session, this.name, this.parent, this.mute) = (element, session, name, parent, mute);

    /// <summary>The element is being read; else it is being written.</summary>
    public bool Reading => session.Read is not null;

    /// <summary>Reading: the element is there.</summary>
    public bool Exists => element is not null;

    /// <summary>This map where the running guest's own values count; else one that drops what it reads and writes nothing.</summary>
    public XmlMap Live => session.Read is { Live: false } || !Reading && session.Write.Inactive ? Muted : this;

    /// <summary>This map where a status file is read or written; else as <see cref="Live"/> drops things.</summary>
    public XmlMap Own => session.Read is { Live: false } || !Reading && !session.Write.Own ? Muted : this;

    /// <summary>This map where passwords may be written; reading always keeps them.</summary>
    public XmlMap Secret => Reading || session.Write.Secure ? this : Muted;

    public bool IsInactive => !Reading && session.Write.Inactive;

    /// <summary>What is read here is dropped, what is written goes nowhere.</summary>
    internal bool IsMuted => mute;

    /// <summary>A map that drops what it reads, and writes nothing: what means nothing here.</summary>
    internal XmlMap Dropped => Muted;

    XmlMap Muted => new(element, session, name, parent, mute: true);

    internal static T Read<T>(Element root, ReadOptions options, Func<XmlMap, T> map)
    {
        root.Taken = true;
        var result = map(new(root, new(options, WriteOptions.Default), root.Name));
        LeftOver.Report(root, options);
        return result;
    }

    internal static Element Write(string name, WriteOptions options, Action<XmlMap> map)
    {
        Element root = new(name);
        map(new(root, new(null, options), name));
        return root;
    }

    /// <summary>The one child of this name as a record; null where there is none. An empty one is not written, as libvirt has it.</summary>
    public T? Child<T>(string child, T? value, bool keepEmpty = false) where T : class, IMapped<T>, new() => Child(child, value, T.Map, keepEmpty);

    /// <summary>The same with a map that knows more than the child itself.</summary>
    public T? Child<T>(string child, T? value, Func<XmlMap, T, T> map, bool keepEmpty = false) where T : class, new()
    {
        if (Reading) return Take(child) is { } found ? map(Inside(found), new T()) : null;
        if (value is null || mute) return value;
        Add(child, x => map(x, value), keepEmpty);
        return value;
    }

    /// <summary>The one child of this name, whose map makes its record: for hierarchies, where a field tells the type.</summary>
    public T? Union<T>(string child, T? value, Func<XmlMap, T?, T?> map, bool keepEmpty = false) where T : class
    {
        if (Reading) return Take(child) is { } found ? map(Inside(found), null) : null;
        if (value is null || mute) return value;
        Add(child, x => map(x, value), keepEmpty);
        return value;
    }

    /// <summary>All children of this name, in order.</summary>
    public ValueList<T> Children<T>(string child, ValueList<T> values) where T : class, IMapped<T>, new() => Children(child, values, T.Map);

    public ValueList<T> Children<T>(string child, ValueList<T> values, Func<XmlMap, T, T> map) where T : class, new()
    {
        if (Reading) return TakeAll(child).Select(found => map(Inside(found), new T())).ToValueList();
        if (!mute)
            foreach (var value in values) Add(child, x => map(x, value), keepEmpty: true);
        return values;
    }

    /// <summary>All children of these names in the order of the document: Hyper-V features, timers.</summary>
    public ValueList<T> Each<T>(ValueList<T> values, Func<T, string> nameOf, Func<XmlMap, string, T?> read, Action<XmlMap, T> write) where T : class
    {
        if (!Reading)
        {
            if (!mute)
                foreach (var value in values) Add(nameOf(value), x => write(x, value), keepEmpty: true);
            return values;
        }
        List<T> found = [];
        foreach (var child in element?.Children ?? [])
        {
            if (child.Taken || child.Space.Length > 0 || read(Inside(child), child.Name) is not { } value) continue;
            child.Taken = true;
            found.Add(value);
        }
        return found.ToValueList();
    }

    /// <summary>A child that is there or is not, and says nothing more.</summary>
    public bool Flag(string child, bool value)
    {
        if (Reading) return Take(child) is not null && !mute;
        if (value && !mute) Add(child, _ => { }, keepEmpty: true);
        return value;
    }

    /// <summary>
    /// The child's own map, for the sake of an attribute or two: <c>x.At("mtu").UInt("size", v.Mtu)</c>. Writing, the element comes into
    /// being with its first value, and a second call continues it.
    /// </summary>
    public XmlMap At(string child)
    {
        if (Reading) return new(Peek(child), session, child, this, mute);
        var last = element?.Children.LastOrDefault();
        return last is not null && last.Is(child) && !mute ? Inside(last) : new(null, session, child, this, mute);
    }

    /// <summary>Writes an empty child as libvirt opens some: with its end on a line of its own.</summary>
    internal void Frame(string child)
    {
        if (!mute) Written.Nodes.Add(new Element(child) { IsFrame = true });
    }

    /// <summary>Writes this element, should it stay empty, with its end on a line of its own.</summary>
    internal void KeepFrame()
    {
        if (!Reading && element is not null) element.IsFrame = true;
    }

    /// <summary>Reading: the element itself is known, whatever there is in it. <see cref="At"/> has marked it.</summary>
    internal void Touch()
    {
        if (element is not null) element.TextTaken = true;
    }

    /// <summary>A copy of what is not ours to understand; written in libxml2's form.</summary>
    public ForeignElement? Foreign(string child, ForeignElement? value)
    {
        if (Reading) return Take(child) is { } found ? new(found) : null;
        if (value is not null && !mute) element!.Nodes.Add(value.Element);
        return value;
    }

    /// <summary>This map, once it is sure that there are no two of a device that a machine has one of.</summary>
    internal XmlMap Only(string child, string what, ErrorCode code = ErrorCode.XmlError) =>
        !Reading || element?.Children.Count(c => c.Is(child)) is not > 1 ? this : throw Error(code, ErrorDomain.Domain, $"only a single {what} device is supported");

    /// <summary>This map, once it is sure that no element of this name stands in it twice.</summary>
    internal XmlMap Once(string child) =>
        !Reading || element?.Children.Count(c => c.Is(child)) is not > 1 ? this : throw Wrong($"<{child}> stands twice in <{name}>");

    /// <summary>Whether the element has any child, taken or not.</summary>
    internal bool Has(string child) => element?.Children.Any(c => c.Is(child)) ?? false;

    /// <summary>Reading: the first child that no line asked for, where strangers are an error; one that stands twice is none.</summary>
    internal string? Untaken => Reading ? element?.Children.FirstOrDefault(child => !child.Taken && child.Space.Length == 0 && !element.Children.Any(other => other.Taken && other.Name == child.Name))?.Name : null;

    Element? Peek(string child)
    {
        foreach (var candidate in element?.Children ?? [])
        {
            if (!candidate.Is(child)) continue;
            candidate.Taken = true;
            return candidate;
        }
        return null;
    }

    Element? Take(string child)
    {
        if (Peek(child) is not { } found) return null;
        if (mute) LeftOver.Forgive(found);
        return mute ? null : found;
    }

    List<Element> TakeAll(string child)
    {
        List<Element> all = [];
        foreach (var candidate in element?.Children ?? [])
        {
            if (candidate.Taken || !candidate.Is(child)) continue;
            candidate.Taken = true;
            if (mute) LeftOver.Forgive(candidate);
            else all.Add(candidate);
        }
        return all;
    }

    XmlMap Inside(Element child) => new(child, session, child.Name, this, mute);

    void Add(string child, Action<XmlMap> fill, bool keepEmpty)
    {
        var made = Make(child);
        fill(new(made, session, child, this));
        if (keepEmpty || !made.IsEmpty) Written.Nodes.Add(made);
    }

    static Element Make(string name) => name.StartsWith("qemu:", StringComparison.Ordinal) ? new(name[5..], Namespaces.Qemu) : new(name);

    /// <summary>The element that is written into; one opened by <see cref="At"/> comes into being here.</summary>
    Element Written
    {
        get
        {
            if (element is not null) return element;
            var last = parent!.Written.Children.LastOrDefault();
            if (last is not null && last.Is(name)) return last;
            var made = Make(name);
            parent.Written.Nodes.Add(made);
            return made;
        }
    }
}
