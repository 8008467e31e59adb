namespace Slipway.Secrets.Encryption;

/// <summary>The master key that wraps new values, and the former ones that still open old values.</summary>
public sealed class MasterKeyRing(MasterKey current, IReadOnlyCollection<MasterKey> previous)
{
    private readonly Dictionary<string, MasterKey> _keys =
        previous.Append(current).DistinctBy(key => key.Id).ToDictionary(key => key.Id);

    /// <summary>The key that wraps from now on.</summary>
    public MasterKey Current { get; } = current;

    /// <summary>Ids of all keys on the ring.</summary>
    public IReadOnlyCollection<string> Ids => _keys.Keys;

    /// <summary>The key with that id; null when it is not on the ring.</summary>
    public MasterKey? Find(string id) => _keys.GetValueOrDefault(id);
}
