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
    /// it under the paths inside the folder. A link to a file stands for the file. Links to folders, which may lead
    /// outside or in circles, and what has no bytes of its own (pipes, sockets) are left out when they lie in a folder.
    /// </summary>
    /// <param name="filesAndFolders">At least one.</param>
    /// <param name="remark">Is told, in a sentence, of each thing left out and of each file from outside its folder; null for nobody.</param>
    /// <exception cref="TransferException">
    /// Something does not exist, may not be read, has a name that no version can hold, or would get the path of another
    /// file. All such things are named.
    /// </exception>
    public static IReadOnlyList<LocalFile> Find(IEnumerable<string> filesAndFolders, Action<string>? remark = null)
    {
        var search = new FileSearch(remark);
        foreach (var argument in filesAndFolders)
        {
            search.Add(argument);
        }

        return search.Finish();
    }
}
