namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>
/// Where some bytes stand in a stream that is looked at piece by piece, without keeping it: each byte is looked at once,
/// whatever stands there (Knuth, Morris, Pratt).
/// </summary>
/// <param name="sought">At least one byte.</param>
internal sealed class PlacesOf(byte[] sought)
{
    private readonly int[] _backTo = BackTo(sought);
    private int _matched;
    private long _at;

    /// <summary>Behind the first place, counted from the stream's beginning; null before it was seen.</summary>
    public long? First { get; private set; }

    /// <summary>Behind the last place up to now.</summary>
    public long? Last { get; private set; }

    /// <summary>Looks at the next piece.</summary>
    public void Look(ReadOnlySpan<byte> piece)
    {
        foreach (var b in piece)
        {
            while (_matched > 0 && sought[_matched] != b)
            {
                _matched = _backTo[_matched];
            }

            _matched += sought[_matched] == b ? 1 : 0;
            _at++;
            if (_matched == sought.Length)
            {
                First ??= _at;
                Last = _at;
                _matched = _backTo[_matched];
            }
        }
    }

    /// <summary>For each number of bytes that match, how many of their end are also a beginning, and shorter.</summary>
    private static int[] BackTo(byte[] sought)
    {
        var backTo = new int[sought.Length + 1];
        for (int length = 1, matched = 0; length < sought.Length; length++)
        {
            while (matched > 0 && sought[matched] != sought[length])
            {
                matched = backTo[matched];
            }

            matched += sought[matched] == sought[length] ? 1 : 0;
            backTo[length + 1] = matched;
        }

        return backTo;
    }
}
