namespace Slipway.Agent.Spool;

/// <summary>The attempts of this agent on this host.</summary>
internal sealed class SpoolFolder(string dataFolder)
{
    private readonly string _folder = Path.Combine(RealPath.Of(dataFolder), "attempts");

    /// <summary>The agent's data folder, without links on the way to it.</summary>
    public string DataFolder => Path.GetDirectoryName(_folder)!;

    /// <summary>The folder of one attempt, whether it exists or not.</summary>
    public AttemptFolder Of(string item, int attempt)
    {
        var name = AttemptFolder.NameOf(item, attempt);

        // The name comes from the server and becomes a path.
        return item.Length > 0 && item.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? new AttemptFolder(Path.Combine(_folder, name))
            : throw new InvalidDataException($"'{item}' cannot be an item's id.");
    }

    /// <summary>The same by its name, which a backend may have given.</summary>
    public AttemptFolder Named(string name) =>
        name == Path.GetFileName(name) && IsAttempt(name)
            ? new AttemptFolder(Path.Combine(_folder, name))
            : throw new InvalidDataException($"'{name}' cannot be an attempt's name.");

    /// <summary>Makes the place for attempts and clears what an earlier process left half made or half removed.</summary>
    public void Prepare()
    {
        WholeFile.CreateFolder(_folder);
        foreach (var rest in Directory.EnumerateDirectories(_folder).Where(path => !IsAttempt(path)).ToArray())
        {
            Directory.Delete(rest, recursive: true);
        }
    }

    /// <summary>All attempts that have a folder.</summary>
    public IReadOnlyList<AttemptFolder> List() =>
        Directory.Exists(_folder)
            ? [.. Directory.EnumerateDirectories(_folder).Where(IsAttempt).Select(path => new AttemptFolder(path))]
            : [];

    private static bool IsAttempt(string path) =>
        Path.GetFileName(path).StartsWith("slipway-", StringComparison.Ordinal)
        && !path.EndsWith(".new", StringComparison.Ordinal)
        && !path.EndsWith(".gone", StringComparison.Ordinal);
}
