using System.Collections;

namespace Slipway.Registry.Artifacts;

/// <summary>A list whose items are made when they are read, so that a long answer is never held twice.</summary>
internal sealed class MappedList<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, TItem> map) : IReadOnlyList<TItem>
{
    public int Count => rows.Count;

    public TItem this[int index] => map(rows[index]);

    public IEnumerator<TItem> GetEnumerator() => rows.Select(map).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
