using System.Text;
using Slipway.Api.Commands;

namespace Slipway.Cli.Commands;

/// <summary>Files that hold text, read so that nothing of them is lost in silence.</summary>
internal static class TextFile
{
    private const char ByteOrderMark = '\uFEFF';
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file, without the byte order mark that some editors write at its beginning.</summary>
    /// <exception cref="UsageException">It is not text in UTF-8.</exception>
    public static string Read(string file) => ReadExactly(file).TrimStart(ByteOrderMark);

    /// <summary>The text of a file with all that it holds.</summary>
    /// <exception cref="UsageException">It is not text in UTF-8.</exception>
    public static string ReadExactly(string file)
    {
        try
        {
            return Strict.GetString(File.ReadAllBytes(file));
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"'{file}' is not text in UTF-8.");
        }
    }

    /// <summary>The bytes of a file that holds JSON, which begins behind a byte order mark.</summary>
    public static ReadOnlySpan<byte> ReadJson(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
    }

    /// <summary>Whether the text begins with a byte order mark.</summary>
    public static bool IsMarked(string text) => text.StartsWith(ByteOrderMark);
}
