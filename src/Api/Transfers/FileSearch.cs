using System.Text;
using Slipway.Api.Files;

namespace Slipway.Api.Transfers;

/// <summary>Collects the files of a publish, and everything that stands in its way, so that all of it is told at once.</summary>
internal sealed class FileSearch(Action<string>? remark)
{
    private const int MostProblems = 20;

    private static readonly EnumerationOptions All = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
        RecurseSubdirectories = false,
    };

    private readonly Dictionary<string, LocalFile> _found = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    /// <summary>A file or folder that a person named.</summary>
    public void Add(string argument)
    {
        if (Directory.Exists(argument))
        {
            // A link that was named itself is meant: what lies behind it is inside.
            var root = Path.GetFullPath(argument);
            var real = Directory.ResolveLinkTarget(root, returnFinalTarget: true)?.FullName ?? root;
            AddFolder(argument, "", [WithSeparator(root), WithSeparator(real)]);
        }
        else if (File.Exists(argument) || new FileInfo(argument).LinkTarget is not null)
        {
            var name = Path.GetFileName(argument);
            if (HasFitName(argument, name))
            {
                AddFile(argument, name, roots: null);
            }
        }
        else
        {
            _problems.Add(argument.Contains('\uFFFD')
                ? $"There is no file or folder '{Shown(argument)}', and names whose bytes are not UTF-8 cannot be published."
                : $"There is no file or folder '{Shown(argument)}'.");
        }
    }

    /// <summary>The files in the order of their paths.</summary>
    /// <exception cref="TransferException">Something cannot be published.</exception>
    public IReadOnlyList<LocalFile> Finish() => _problems switch
    {
        [] => [.. _found.Values.OrderBy(file => file.Path, StringComparer.Ordinal)],
        [var problem] => throw new TransferException(problem),
        _ => throw new TransferException(
            $"Nothing was published, for {_problems.Count} things stand in the way:\n"
            + string.Join('\n', _problems.Take(MostProblems).Select(problem => "  " + problem))
            + (_problems.Count > MostProblems ? $"\n  ... and {_problems.Count - MostProblems} more." : "")),
    };

    /// <param name="folder">As it is shown: from the argument on.</param>
    /// <param name="prefix">Its path in the version, with a slash at its end; empty for the argument itself.</param>
    /// <param name="roots">The absolute paths of the argument, with a separator at their end.</param>
    private void AddFolder(string folder, string prefix, string[] roots)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(folder).GetFileSystemInfos("*", All);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            _problems.Add($"The folder '{Shown(folder)}' cannot be read: {Reason(e)}");
            return;
        }

        foreach (var entry in entries)
        {
            var shown = Path.Combine(folder, entry.Name);
            var path = prefix + entry.Name;
            if (entry is DirectoryInfo { LinkTarget: { } target })
            {
                remark?.Invoke($"Left out '{Shown(shown)}', a link to the folder '{Shown(target)}': links to folders are not followed.");
            }
            else if (!HasFitName(shown, path))
            {
            }
            else if (entry is DirectoryInfo)
            {
                AddFolder(shown, path + "/", roots);
            }
            else
            {
                AddFile(shown, path, roots);
            }
        }
    }

    /// <param name="roots">Of the folder that was named; null for a file that was named itself.</param>
    private void AddFile(string shown, string path, string[]? roots)
    {
        var file = new FileInfo(shown);
        var (size, special, refused) = RegularFile.Look(shown);
        if (special is not null && roots is not null)
        {
            remark?.Invoke($"Left out '{Shown(shown)}', which is {special} and not a file.");
        }
        else if (special is not null)
        {
            _problems.Add($"'{Shown(shown)}' is {special} and not a file.");
        }
        else if (refused is not null)
        {
            _problems.Add(file.LinkTarget is { } target
                ? $"'{Shown(shown)}' is a link to '{Shown(target)}', which cannot be read: {refused}"
                : $"'{Shown(shown)}' cannot be read: {refused}");
        }
        else
        {
            if (roots is not null && file.LinkTarget is not null
                && file.ResolveLinkTarget(returnFinalTarget: true) is { } real
                && !roots.Any(root => real.FullName.StartsWith(root, StringComparison.Ordinal)))
            {
                remark?.Invoke($"'{Shown(shown)}' is a link to '{Shown(real.FullName)}', outside of the folder: that file is published.");
            }

            Add(path, file.FullName, size);
        }
    }

    private void Add(string path, string fullName, long size)
    {
        var entry = new LocalFile { Path = path, FullName = fullName, Size = size };
        if (!_found.TryAdd(path, entry) && _found[path].FullName != fullName)
        {
            _problems.Add(
                $"Both '{Shown(_found[path].FullName)}' and '{Shown(fullName)}' would become '{Shown(path)}'. Publish their folder instead.");
        }
    }

    /// <summary>The rules of the server, before gigabytes are read and sent.</summary>
    private bool HasFitName(string shown, string path)
    {
        // The runtime shows bytes that are no text by this character, and cannot open such a file.
        var problem = path.Contains('\uFFFD') ? "has bytes that are not UTF-8"
            : FilePath.Problem(path);
        if (problem is not null)
        {
            _problems.Add($"'{Shown(shown)}' cannot be published: its path {problem}. Rename it.");
        }

        return problem is null;
    }

    private static string WithSeparator(string path) => Path.TrimEndingDirectorySeparator(path) + Path.DirectorySeparatorChar;

    internal static string Reason(Exception e) => e is UnauthorizedAccessException ? "access is denied." : e.Message;

    /// <summary>A name with control characters written out: a line break in a name must not begin a line of its own.</summary>
    private static string Shown(string name)
    {
        if (!name.Any(char.IsControl))
        {
            return name;
        }

        var shown = new StringBuilder();
        foreach (var c in name)
        {
            _ = char.IsControl(c) ? shown.Append($"\\u{(int)c:x4}") : shown.Append(c);
        }

        return shown.ToString();
    }
}
