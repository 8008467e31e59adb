namespace Slipway.Web.Parts;

/// <summary>Tells what was done, at the edge of the window. One for each visit.</summary>
internal sealed class Notice
{
    private readonly List<string> _told = [];

    /// <summary>Something was told or taken away.</summary>
    public event Action? Changed;

    public IReadOnlyList<string> Told => _told;

    public void Tell(string text)
    {
        // Two at a time are enough: the newest count.
        _told.Add(text);
        while (_told.Count > 2)
        {
            _told.RemoveAt(0);
        }

        Changed?.Invoke();
    }

    public void Remove(string text)
    {
        _told.Remove(text);
        Changed?.Invoke();
    }
}
