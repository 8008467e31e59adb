namespace Slipway.Agent.Logs;

/// <summary>
/// Finds any of many texts in bytes that pass by, in time that depends on the bytes alone and not on how many texts there are
/// (Aho and Corasick). Places are numbers; 0 is where nothing has been seen yet.
/// </summary>
internal sealed class SecretTrie
{
    private const int None = -1;
    private readonly int[] _root = new int[256];
    private readonly List<int> _firstChild = [None];
    private readonly List<int> _sibling = [None];
    private readonly List<byte> _label = [0];
    private readonly List<int> _depth = [0];
    private readonly int[] _fallback;
    private readonly int[] _match;

    public SecretTrie(IEnumerable<byte[]> texts)
    {
        Array.Fill(_root, None);
        var ends = new HashSet<int>();
        foreach (var text in texts.Where(text => text.Length > 0))
        {
            ends.Add(text.Aggregate(0, ChildOrNew));
        }

        _fallback = new int[_depth.Count];
        _match = new int[_depth.Count];
        var order = new Queue<int>();
        order.Enqueue(0);
        while (order.TryDequeue(out var parent))
        {
            foreach (var child in Children(parent))
            {
                _fallback[child] = parent == 0 ? 0 : Next(_fallback[parent], _label[child]);
                _match[child] = ends.Contains(child) ? _depth[child] : _match[_fallback[child]];
                order.Enqueue(child);
            }
        }
    }

    /// <summary>Where one comes to from a place with the next byte.</summary>
    public int Next(int place, byte value)
    {
        while (true)
        {
            var child = Child(place, value);
            if (child != None)
            {
                return child;
            }

            if (place == 0)
            {
                return 0;
            }

            place = _fallback[place];
        }
    }

    /// <summary>The length of the longest text that ends at the place; 0 for none.</summary>
    public int MatchAt(int place) => _match[place];

    /// <summary>How many of the last bytes may be the beginning of a text.</summary>
    public int DepthOf(int place) => _depth[place];

    private int ChildOrNew(int place, byte value)
    {
        var child = Child(place, value);
        if (child != None)
        {
            return child;
        }

        child = _depth.Count;
        _depth.Add(_depth[place] + 1);
        _label.Add(value);
        _firstChild.Add(None);
        _sibling.Add(place == 0 ? None : _firstChild[place]);
        if (place == 0)
        {
            _root[value] = child;
        }
        else
        {
            _firstChild[place] = child;
        }

        return child;
    }

    private int Child(int place, byte value)
    {
        if (place == 0)
        {
            return _root[value];
        }

        var child = _firstChild[place];
        while (child != None && _label[child] != value)
        {
            child = _sibling[child];
        }

        return child;
    }

    private IEnumerable<int> Children(int place)
    {
        if (place == 0)
        {
            foreach (var child in _root.Where(child => child != None))
            {
                yield return child;
            }

            yield break;
        }

        for (var child = _firstChild[place]; child != None; child = _sibling[child])
        {
            yield return child;
        }
    }
}
