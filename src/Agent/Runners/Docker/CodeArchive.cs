using System.Formats.Tar;

namespace Slipway.Agent.Runners.Docker;

/// <summary>A folder as the archive from which a container gets it.</summary>
internal static class CodeArchive
{
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Writable =
        UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The folder's archive as a file that is gone once it is closed.</summary>
    /// <param name="file">Where to put it.</param>
    public static FileStream Pack(string folder, string path, string? program, string file)
    {
        var archive = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        Write(folder, path, program, archive);
        archive.Position = 0;
        return archive;
    }

    /// <summary>Writes the folder, with its top included, under a path of the container.</summary>
    /// <param name="folder">Read.</param>
    /// <param name="path">Absolute, in the container.</param>
    /// <param name="program">A file of the folder that must be executable: artifacts carry no permissions; null for none.</param>
    /// <param name="output">Written.</param>
    public static void Write(string folder, string path, string? program, Stream output)
    {
        using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        var top = path.Trim('/');
        foreach (var parent in Parents(top))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, parent + "/") { Mode = Everybody | Executable | UnixFileMode.UserWrite });
        }

        // Whoever the image's user is, the job may write beside its code.
        tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, top + "/") { Mode = Everybody | Executable | Writable });
        WriteFolder(tar, new DirectoryInfo(folder), top, program is null ? null : Path.GetFullPath(program, folder));
    }

    private static void WriteFolder(TarWriter tar, DirectoryInfo folder, string name, string? program)
    {
        foreach (var one in folder.EnumerateFileSystemInfos().OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            var inside = $"{name}/{one.Name}";
            if (one.LinkTarget is { } target)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, inside) { LinkName = target });
            }
            else if (one is DirectoryInfo below)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, inside + "/") { Mode = Everybody | Executable | Writable });
                WriteFolder(tar, below, inside, program);
            }
            else if (one is FileInfo file)
            {
                var isProgram = file.FullName == program || (file.UnixFileMode & UnixFileMode.UserExecute) != 0;
                using var content = file.OpenRead();
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, inside)
                {
                    Mode = Everybody | UnixFileMode.UserWrite | (isProgram ? Executable : 0),
                    DataStream = content,
                });
            }
        }
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }
}
