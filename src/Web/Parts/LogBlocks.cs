using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Web.Parts;

/// <summary>
/// A part of a log in blocks of whole lines: what was shown is not sent again when more comes. Terminal colours are taken
/// out, and of a line that was written over (a progress bar) the last form stays.
/// </summary>
internal sealed partial class LogBlocks
{
    private const int BlockBytes = 8 << 10;
    private readonly List<Block> _blocks = [];
    private byte[] _open = [];

    /// <summary>Where the first byte stands in the log.</summary>
    public long Start { get; private set; }

    /// <summary>Where the next byte belongs.</summary>
    public long End { get; private set; }

    /// <summary>Whole lines, oldest first. A block never changes.</summary>
    public IReadOnlyList<Block> Blocks => _blocks;

    /// <summary>What follows them.</summary>
    public string Open { get; private set; } = "";

    /// <summary>Begins at a place in the log.</summary>
    public LogBlocks(long start) => Start = End = start;

    /// <summary>Takes the bytes that follow.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        byte[] all = [.. _open, .. bytes];
        End += bytes.Length;
        var from = 0;
        while (all.Length - from >= BlockBytes)
        {
            var line = all.AsSpan(from, BlockBytes).LastIndexOf((byte)'\n') + 1;
            var length = line > 0 ? line : BlockBytes;
            _blocks.Add(BlockOf(End - all.Length + from, all.AsSpan(from, length)));
            from += length;
        }

        _open = all[from..];
        Open = Plain(_open);
    }

    /// <summary>Takes the bytes before the first.</summary>
    public void Prepend(long start, ReadOnlySpan<byte> bytes)
    {
        var before = new LogBlocks(start);
        before.Append(bytes);
        if (before._open.Length > 0)
        {
            before._blocks.Add(BlockOf(before.End - before._open.Length, before._open));
        }

        _blocks.InsertRange(0, before._blocks);
        Start = start;
    }

    /// <summary>Lets the oldest blocks go until about so many bytes are left.</summary>
    public void Trim(long most)
    {
        var count = 0;
        while (count < _blocks.Count && End - _blocks[count].Start > most)
        {
            count++;
        }

        if (count > 0)
        {
            _blocks.RemoveRange(0, count);
            Start = _blocks.Count > 0 ? _blocks[0].Start : End - _open.Length;
        }
    }

    private static Block BlockOf(long start, ReadOnlySpan<byte> bytes) => new(start, Plain(bytes));

    private static string Plain(ReadOnlySpan<byte> bytes)
    {
        var text = Escapes().Replace(Encoding.UTF8.GetString(bytes), "").Replace("\r\n", "\n", StringComparison.Ordinal);
        return text.Contains('\r', StringComparison.Ordinal) ? Overwritten().Replace(text, "") : text;
    }

    [GeneratedRegex(@"\x1B(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(\x07|\x1B\\)|[@-Z\\-_])|[\x00-\x08\x0B\x0C\x0E-\x1A\x1C-\x1F]")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"[^\n\r]*\r(?=[^\n])")]
    private static partial Regex Overwritten();

    /// <summary>Lines.</summary>
    /// <param name="Start">Where they begin in the log; tells blocks apart.</param>
    /// <param name="Text">For reading.</param>
    internal sealed record Block(long Start, string Text);
}
