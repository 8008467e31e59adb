using System.Globalization;
using System.Text;

namespace Slipway.Web.Parts;

/// <summary>
/// Takes apart what was written to a terminal: characters, and the sequences that mean something other than text. Both may
/// be cut anywhere between two pieces. Colours and whatever else a log cannot show are left out.
/// </summary>
/// <param name="start">Where the first byte stands in the log.</param>
internal sealed class TerminalReader(ITerminal terminal, long start)
{
    // Characters of a sequence. One that does not end is text after all, and must not swallow the log.
    private const int LongestSequence = 2_048;
    private const int Escape = 0x1B;
    private const int Bell = 0x07;

    private readonly StringBuilder _sequence = new();
    private byte[] _cut = [];
    private Within _within;

    private enum Within
    {
        Text,
        Escape,
        Control,
        String,
        StringEscape,
    }

    /// <summary>Where the next character begins in the log.</summary>
    public long Position { get; private set; } = start;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_cut.Length > 0)
        {
            bytes = (byte[])[.. _cut, .. bytes];
            _cut = [];
        }

        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var count) == System.Buffers.OperationStatus.NeedMoreData)
            {
                _cut = bytes.ToArray();
                return;
            }

            Position += count;
            bytes = bytes[count..];
            Take(rune);
        }
    }

    private void Take(Rune rune)
    {
        if (_within == Within.Text)
        {
            Text(rune);
            return;
        }

        var isOver = rune.Value is '\n' or '\r' || _sequence.Length >= LongestSequence;
        Span<char> chars = stackalloc char[2];
        _sequence.Append(chars[..rune.EncodeToUtf16(chars)]);
        if (isOver || !Continue(rune.Value))
        {
            NoSequence();
        }
    }

    private void Text(Rune rune)
    {
        switch (rune.Value)
        {
            case '\n':
                terminal.NextLine();
                break;
            case '\r':
                terminal.Return();
                break;
            case '\b':
                terminal.Back();
                break;
            case Escape:
                _within = Within.Escape;
                _sequence.Clear();
                break;
            default:
                if (rune.Value == '\t' || !Rune.IsControl(rune))
                {
                    terminal.Print(rune);
                }

                break;
        }
    }

    /// <summary>False when the character cannot stand in a sequence.</summary>
    private bool Continue(int c)
    {
        switch (_within)
        {
            case Within.Escape:
                _within = c switch
                {
                    '[' => Within.Control,
                    ']' or 'P' or 'X' or '^' or '_' => Within.String,
                    >= 0x20 and <= 0x2F => Within.Escape,
                    _ => Within.Text,
                };
                return c is >= 0x20 and <= 0x7E;
            case Within.Control:
                if (c is >= 0x40 and <= 0x7E)
                {
                    Control(c);
                    _within = Within.Text;
                }

                return c is >= 0x20 and <= 0x7E;
            case Within.String:
                _within = c switch
                {
                    Bell => Within.Text,
                    Escape => Within.StringEscape,
                    _ => Within.String,
                };
                return true;
            default:
                _within = Within.Text;
                return c == '\\';
        }
    }

    private void Control(int command)
    {
        var first = _sequence.ToString(1, _sequence.Length - 2).Split(';')[0];
        var number = int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        switch ((char)command)
        {
            case 'A':
                terminal.Up(Math.Max(1, number));
                break;
            case 'F':
                terminal.Up(Math.Max(1, number));
                terminal.Return();
                break;
            case 'G' when number <= 1:
                terminal.Return();
                break;
            case 'K' when number is 0 or 2:
                terminal.Erase(wholeLine: number == 2);
                break;
        }
    }

    /// <summary>What looked like a sequence is text.</summary>
    private void NoSequence()
    {
        _within = Within.Text;
        var text = _sequence.ToString();
        _sequence.Clear();
        foreach (var rune in text.EnumerateRunes())
        {
            Take(rune);
        }
    }
}
