namespace Slipway.Automations.Previews;

/// <summary>Gathers matches, oldest first, and lets go the oldest payloads when all together are too large.</summary>
/// <param name="budget">Characters of all payloads.</param>
internal sealed class PreviewMatches(long budget)
{
    private readonly List<PreviewMatch> _matches = [];
    private long _size;
    private int _let;

    public int Count => _matches.Count;

    public void Add(PreviewMatch match)
    {
        _matches.Add(match);
        _size += SizeOf(match);
        for (; _size > budget && _let < _matches.Count - 1; _let++)
        {
            _size -= SizeOf(_matches[_let]);
            _matches[_let] = _matches[_let] with { Payload = null };
        }
    }

    public Preview Of(int considered) => new(considered, _matches) { IsCut = _let > 0 };

    private static int SizeOf(PreviewMatch match) => match.Payload?.Length ?? 0;
}
