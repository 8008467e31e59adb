using System.Text;

namespace Slipway.Api.Files;

/// <summary>
/// What the path of a file in a version may be: one that lands inside the folder it is downloaded to, on every system.
/// </summary>
public static class FilePath
{
    /// <summary>UTF-8 bytes of a whole path.</summary>
    public const int MaxBytes = 1_024;

    /// <summary>UTF-8 bytes of one part; file systems take no more.</summary>
    public const int MaxPartBytes = 255;

    /// <summary>What is wrong with the path, so that "The path" can stand before it; null when it is fine.</summary>
    public static string? Problem(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return "is empty";
        }
        if (path.Length > MaxBytes || Encoding.UTF8.GetByteCount(path) > MaxBytes)
        {
            return $"has over {MaxBytes} bytes";
        }
        if (path[0] == '/')
        {
            return "begins with '/'; it must be relative";
        }
        if (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))
        {
            return $"begins with '{path[..2]}', which Windows reads as a drive";
        }
        foreach (var rune in path.EnumerateRunes())
        {
            if (rune.Value == '\\')
            {
                return "holds '\\'; parts are separated by '/'";
            }
            // EnumerateRunes gives U+FFFD for a lone surrogate, which is no text.
            if (Rune.IsControl(rune) || rune.Value == 0xFFFD)
            {
                return "holds a control character or half a character";
            }
        }
        return PartProblem(path);
    }

    private static string? PartProblem(string path)
    {
        foreach (var range in path.AsSpan().Split('/'))
        {
            var part = path.AsSpan(range);
            if (part.IsEmpty)
            {
                return "has an empty part: '//' or a '/' at its end";
            }
            if (part is "." or "..")
            {
                return "holds '.' or '..' as a part";
            }
            if (part.Length > MaxPartBytes / 4 && Encoding.UTF8.GetByteCount(part) > MaxPartBytes)
            {
                return $"has a part of over {MaxPartBytes} bytes";
            }
        }
        return null;
    }
}
