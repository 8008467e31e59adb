namespace Slipway.Api.Transfers;

/// <summary>A file on this machine and the path that it has, or is to have, in a version.</summary>
public sealed record LocalFile
{
    /// <summary>In the version: relative, with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>On this machine.</summary>
    public required string FullName { get; init; }

    /// <summary>Bytes, when it was found.</summary>
    public required long Size { get; init; }

    /// <summary>
    /// The files that the arguments of a publish name: a file goes in under its own name, a folder with all that is in
    /// it under the paths inside the folder. Throws <see cref="TransferException"/> for what does not exist and for two
    /// files that would get one path.
    /// </summary>
    public static IReadOnlyList<LocalFile> Find(IEnumerable<string> filesAndFolders)
    {
        var found = new Dictionary<string, LocalFile>(StringComparer.Ordinal);
        foreach (var argument in filesAndFolders)
        {
            if (Directory.Exists(argument))
            {
                foreach (var file in Directory.EnumerateFiles(argument, "*", SearchOption.AllDirectories))
                {
                    Add(found, System.IO.Path.GetRelativePath(argument, file).Replace('\\', '/'), new FileInfo(file));
                }
            }
            else if (File.Exists(argument))
            {
                Add(found, System.IO.Path.GetFileName(argument), new FileInfo(argument));
            }
            else
            {
                throw new TransferException($"There is no file or folder '{argument}'.");
            }
        }

        return [.. found.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static void Add(Dictionary<string, LocalFile> found, string path, FileInfo file)
    {
        var entry = new LocalFile { Path = path, FullName = file.FullName, Size = SizeOf(file) };
        if (!found.TryAdd(path, entry) && found[path].FullName != entry.FullName)
        {
            throw new TransferException(
                $"Both '{found[path].FullName}' and '{entry.FullName}' would become '{path}'. Publish their folder instead.");
        }
    }

    /// <summary>Of a link, the bytes behind it: those are what is read.</summary>
    private static long SizeOf(FileInfo file) =>
        file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : file.Length;
}
