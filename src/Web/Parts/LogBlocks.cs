using System.Text;

namespace Slipway.Web.Parts;

/// <summary>
/// A part of a log as a terminal would show it, in blocks: what was shown is not sent again when more comes. Of a line that
/// was written over (a progress bar) the last form stays, also where bars stand in several lines.
/// </summary>
internal sealed class LogBlocks : ITerminal
{
    /// <summary>How many bytes are looked through for the beginning of a line, where a part begins inside one.</summary>
    private const int LineWithin = 64 << 10;

    // Bytes after which whatever was cut where the part begins (a character, a sequence) is over.
    private const int CutWithin = 256;
    private const int BlockChars = 8 << 10;

    // Lines that may be written over by going up to them.
    private const int OpenRows = 32;

    private readonly List<Block> _blocks = [];
    private readonly List<Row> _rows = [];
    private readonly StringBuilder _settled = new();
    private readonly TerminalReader _reader;
    private (long Start, bool BeginsLine) _settledFrom;
    private (long Start, bool BeginsLine) _start;
    private int _row;
    private int _back;
    private bool _isReturned;

    // The block with which the first row begins, when that line is so long that the row holds its end alone.
    private int? _brokenFrom;

    private LogBlocks(long start, bool beginsLine)
    {
        _reader = new TerminalReader(this, start);
        _start = (start, beginsLine);
        End = start;
        _rows.Add(new Row(start, beginsLine));
    }

    /// <summary>Where the first byte stands in the log.</summary>
    public long Start => _start.Start;

    /// <summary>Whether a line begins there; only then something can be put before it.</summary>
    public bool BeginsLine => _start.BeginsLine;

    /// <summary>Where the next byte belongs.</summary>
    public long End { get; private set; }

    /// <summary>Oldest first; mostly of whole lines. A block never changes, but one that was written over goes.</summary>
    public IReadOnlyList<Block> Blocks => _blocks;

    /// <summary>What follows them.</summary>
    public string Open
    {
        get
        {
            var open = new StringBuilder().Append(_settled);
            for (var i = 0; i < _rows.Count; i++)
            {
                open.Append(_rows[i].Text).Append(i < _rows.Count - 1 ? "\n" : "");
            }

            return open.ToString();
        }
    }

    /// <summary>
    /// Begins with the first whole line of a part of the log; a part without one begins in the middle, a little later.
    /// </summary>
    /// <param name="start">Where the part stands in the log.</param>
    public static LogBlocks From(long start, ReadOnlySpan<byte> bytes)
    {
        var line = start == 0 ? 0 : bytes[..Math.Min(bytes.Length, LineWithin)].IndexOf((byte)'\n') + 1;
        if (start == 0 || (line > 0 && line < bytes.Length))
        {
            var whole = new LogBlocks(start + line, beginsLine: true);
            whole.Append(bytes[line..]);
            return whole;
        }

        var cut = new LogBlocks(start, beginsLine: false);
        var lead = Math.Min(CutWithin, bytes.Length / 2);
        cut.Append(bytes[..lead]);
        cut._rows.Clear();
        cut._rows.Add(new Row(cut._reader.Position, beginsLine: false));
        cut._row = 0;
        cut._start = (cut._reader.Position, false);
        cut.Append(bytes[lead..]);
        return cut;
    }

    /// <summary>Takes the bytes that follow.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        End += bytes.Length;
        _reader.Read(bytes);
    }

    /// <summary>Takes what comes before the first line, up to its beginning.</summary>
    public void Prepend(LogBlocks before)
    {
        while (before._rows.Count > 1)
        {
            before.Settle();
        }

        before.CloseBlock();
        _blocks.InsertRange(0, before._blocks);
        _brokenFrom += before._blocks.Count;
        _start = before._start;
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
            _brokenFrom = _brokenFrom is { } from ? Math.Max(0, from - count) : null;
            _start = _blocks is [var first, ..] ? (first.Start, first.BeginsLine)
                : _settled.Length > 0 ? _settledFrom
                : (_rows[0].Start, _rows[0].BeginsLine);
        }
    }

    void ITerminal.Print(Rune rune)
    {
        var row = _rows[_row];
        if (_isReturned)
        {
            Clear(row);
            _isReturned = false;
        }

        if (_back > 0)
        {
            for (; _back > 0 && row.Text.Length > 0; _back--)
            {
                row.Text.Length -= row.Text.Length > 1 && char.IsSurrogatePair(row.Text[^2], row.Text[^1]) ? 2 : 1;
            }

            _back = 0;
        }

        Span<char> chars = stackalloc char[2];
        row.Text.Append(chars[..rune.EncodeToUtf16(chars)]);
        if (row.Text.Length >= BlockChars)
        {
            Break(row);
        }
    }

    void ITerminal.NextLine()
    {
        _back = 0;
        _row++;
        // In a line that is there already, what comes is written over it.
        _isReturned = _row < _rows.Count;
        if (!_isReturned)
        {
            _rows.Add(new Row(_reader.Position, beginsLine: true));
            if (_rows.Count > OpenRows)
            {
                Settle();
            }
        }
    }

    void ITerminal.Return()
    {
        _back = 0;
        _isReturned = true;
    }

    void ITerminal.Back() => _back++;

    void ITerminal.Up(int lines) => _row = Math.Max(0, _row - lines);

    void ITerminal.Erase(bool wholeLine)
    {
        if (wholeLine || _isReturned)
        {
            Clear(_rows[_row]);
        }
    }

    private void Clear(Row row)
    {
        row.Text.Clear();
        if (_row == 0 && _brokenFrom is { } from)
        {
            if (from < _blocks.Count)
            {
                (row.Start, row.BeginsLine) = (_blocks[from].Start, _blocks[from].BeginsLine);
            }

            _blocks.RemoveRange(from, _blocks.Count - from);
            _brokenFrom = null;
        }
    }

    /// <summary>The first row will not change any more.</summary>
    private void Settle()
    {
        if (_settled.Length == 0)
        {
            _settledFrom = (_rows[0].Start, _rows[0].BeginsLine);
        }

        _settled.Append(_rows[0].Text).Append('\n');
        _brokenFrom = null;
        _rows.RemoveAt(0);
        _row = Math.Max(0, _row - 1);
        if (_settled.Length >= BlockChars)
        {
            CloseBlock();
        }
    }

    private void CloseBlock()
    {
        if (_settled.Length > 0)
        {
            _blocks.Add(new Block(_settledFrom.Start, _settledFrom.BeginsLine, _settled.ToString()));
            _settled.Clear();
        }
    }

    /// <summary>A line longer than a block is shown in several, between two characters.</summary>
    private void Break(Row row)
    {
        // What stands below would be written over by so much text.
        _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
        while (_row > 0)
        {
            Settle();
        }

        CloseBlock();
        _brokenFrom ??= _blocks.Count;
        _blocks.Add(new Block(row.Start, row.BeginsLine, row.Text.ToString()));
        row.Text.Clear();
        (row.Start, row.BeginsLine) = (_reader.Position, false);
    }

    /// <summary>Text that was shown.</summary>
    /// <param name="Start">Where it begins in the log; tells blocks apart.</param>
    /// <param name="BeginsLine">Whether a line begins with it.</param>
    /// <param name="Text">For reading.</param>
    internal sealed record Block(long Start, bool BeginsLine, string Text);

    /// <summary>A line, or the end of a long one.</summary>
    private sealed class Row(long start, bool beginsLine)
    {
        /// <summary>Where it begins in the log.</summary>
        public long Start { get; set; } = start;

        public bool BeginsLine { get; set; } = beginsLine;

        public StringBuilder Text { get; } = new();
    }
}
