using Slipway.Api;
using Slipway.Api.Artifacts;
using Slipway.Api.Files;
using Slipway.Rest;

namespace Slipway.Registry.Files;

/// <summary>The list of a version's files: each path once, none below another file, in code-point order.</summary>
internal sealed record Manifest
{
    /// <summary>Files of one version; far above what is tested, far below what would hurt.</summary>
    public const int MaxFiles = 250_000;

    /// <summary>Bytes of one file: 5 TiB.</summary>
    public const long MaxFileSize = 5L << 40;

    private const int MaxErrors = 20;

    /// <summary>Sorted by path.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary>Bytes of all files.</summary>
    public required long Size { get; init; }

    /// <summary>See <see cref="ManifestDigest.OfContent"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>The manifest, or why not: <c>path_invalid</c>, <c>path_duplicate</c> or <c>invalid</c>, naming the first 20 files.</summary>
    public static Outcome<Manifest> From(IReadOnlyList<FileEntry> entries)
    {
        if (entries.Count > MaxFiles)
        {
            return Refusal.OfField(ErrorCodes.Invalid, "files", $"A version has at most {MaxFiles} files; these are {entries.Count}.");
        }
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var files = new ManifestFile[entries.Count];
        string? code = null;
        for (var i = 0; i < entries.Count && errors.Count < MaxErrors; i++)
        {
            if (Problem(entries[i]) is { } problem)
            {
                code ??= problem.Code;
                errors[$"files[{i}].{problem.Field}"] = [problem.Text];
                continue;
            }
            files[i] = new ManifestFile(entries[i].Path, entries[i].Size, entries[i].Sha256.ToLowerInvariant());
        }
        if (code is not null)
        {
            return new Refusal(code, $"{errors.First().Key}: {errors.First().Value[0]}", errors);
        }
        Array.Sort(files, static (x, y) => CodePointOrder.Instance.Compare(x.Path, y.Path));
        if (Clash(files) is { } clash)
        {
            return clash;
        }
        return new Manifest
        {
            Files = files,
            Size = files.Sum(static file => file.Size),
            Digest = ManifestDigest.OfContent(files),
        };
    }

    private static (string Code, string Field, string Text)? Problem(FileEntry? entry)
    {
        if (entry is null)
        {
            return (ErrorCodes.Invalid, "path", "The file is null.");
        }
        if (FilePath.Problem(entry.Path) is { } problem)
        {
            return (ErrorCodes.PathInvalid, "path", $"The path {problem}.");
        }
        if (entry.Size is < 0 or > MaxFileSize)
        {
            return (ErrorCodes.Invalid, "size", $"The size is a number of bytes from 0 to {MaxFileSize}.");
        }
        return entry.Sha256 is { Length: 64 } hash && !hash.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF")
            ? null
            : (ErrorCodes.Invalid, "sha256", "The SHA-256 is written in 64 hexadecimal digits.");
    }

    private static Refusal? Clash(ManifestFile[] sorted)
    {
        var paths = new HashSet<string>(sorted.Length, StringComparer.Ordinal);
        foreach (var (path, _, _) in sorted)
        {
            if (!paths.Add(path))
            {
                return Refusal.OfField(ErrorCodes.PathDuplicate, "files", $"Two files have the path '{path}'.");
            }
        }
        var lookup = paths.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (path, _, _) in sorted)
        {
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                if (lookup.Contains(path.AsSpan(0, slash)))
                {
                    return Refusal.OfField(ErrorCodes.PathDuplicate, "files",
                        $"'{path[..slash]}' is a file, and the folder of '{path}' at the same time.");
                }
            }
        }
        return null;
    }
}
