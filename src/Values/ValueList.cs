using System.Collections;
using System.Runtime.CompilerServices;

namespace Aerostat.Values;

/// <summary>An immutable list that is equal by content, so that records which hold one are too.</summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public readonly struct ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    readonly T[]? items;

    internal ValueList(T[] items) => this.items = items;

    T[] Items => items ?? [];

    public int Count => Items.Length;
    public T this[int index] => Items[index];
    public bool IsEmpty => Count == 0;
    public ReadOnlySpan<T> AsSpan() => Items;

    public ValueList<T> Add(T item) => new([.. Items, item]);
    public ValueList<T> AddRange(IEnumerable<T> more) => new([.. Items, .. more]);
    public ValueList<T> Insert(int index, T item) => new([.. Items[..index], item, .. Items[index..]]);
    public ValueList<T> RemoveAt(int index) => new([.. Items[..index], .. Items[(index + 1)..]]);
    public ValueList<T> Remove(T item) => Array.IndexOf(Items, item) is >= 0 and var at ? RemoveAt(at) : this;
    public ValueList<T> Where(Func<T, bool> keep) => new([.. Enumerable.Where(Items, keep)]);

    /// <summary>The same list with one item in another's place.</summary>
    public ValueList<T> With(int index, T item)
    {
        var copy = (T[])Items.Clone();
        copy[index] = item;
        return new(copy);
    }

    /// <summary>Each item changed; order kept.</summary>
    public ValueList<T> Map(Func<T, T> change) => new(Array.ConvertAll(Items, x => change(x)));

    public bool Equals(ValueList<T> other) => Items.AsSpan().SequenceEqual(other.Items, EqualityComparer<T>.Default);
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (var item in Items) hash.Add(item);
        return hash.ToHashCode();
    }

    public static bool operator ==(ValueList<T> a, ValueList<T> b) => a.Equals(b);
    public static bool operator !=(ValueList<T> a, ValueList<T> b) => !a.Equals(b);

    public Enumerator GetEnumerator() => new(Items);
    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => Items.GetEnumerator();

    public override string ToString() => $"[{string.Join(", ", Items)}]";

    public struct Enumerator(T[] items)
    {
        int at = -1;
        public readonly T Current => items[at];
        public bool MoveNext() => ++at < items.Length;
    }
}

public static class ValueList
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items) => new([.. items]);
}
