namespace Slipway.Cli.Output;

/// <summary>
/// What a terminal gets of the output of somebody else's program: its bytes as they are, with colours, carriage returns and
/// movements of the cursor, but without the sequences that make a terminal do something else: set its title or the
/// clipboard, or answer, which a shell would read as typed. Sequences may be cut anywhere between two pieces.
/// </summary>
internal sealed class TerminalFilter
{
    private const byte Escape = 0x1B;
    private const byte Bell = 0x07;

    // It makes a terminal say who it is.
    private const byte Enquiry = 0x05;

    // The first byte in UTF-8 of the signs of one byte that mean what an escape and a letter mean.
    private const byte Lead = 0xC2;
    private const int FromControlToLetter = 0x40;

    // Bytes of a control sequence: more is none.
    private const int LongestControl = 64;

    private readonly List<byte> _passed = [];
    private readonly List<byte> _sequence = [];
    private Within _within;
    private bool _isColoured;
    private byte _last = (byte)'\n';
    private bool _isLed;

    private enum Within
    {
        Text,
        Escape,
        Control,
        String,
        StringEscape,
    }

    /// <summary>What of the next bytes may be written now.</summary>
    public byte[] Pass(ReadOnlySpan<byte> bytes)
    {
        _passed.Clear();
        foreach (var b in bytes)
        {
            if (_isLed)
            {
                _isLed = false;
                if (b is >= 0x80 and <= 0x9F)
                {
                    Take(Escape);
                    Take((byte)(b - FromControlToLetter));
                    continue;
                }

                Take(Lead);
            }

            _isLed = b == Lead;
            if (!_isLed)
            {
                Take(b);
            }
        }

        if (_passed.Count > 0)
        {
            _last = _passed[^1];
        }

        return [.. _passed];
    }

    /// <summary>What leaves the terminal as it was: the colour put back, and the prompt in a line of its own.</summary>
    public byte[] End() =>
    [
        .. _isColoured ? "\x1b[0m"u8 : [],
        .. _last == '\n' ? [] : "\n"u8,
    ];

    private void Take(byte b)
    {
        switch (_within)
        {
            case Within.Text when b == Escape:
                _sequence.Clear();
                _sequence.Add(b);
                _within = Within.Escape;
                break;
            case Within.Text when b == Enquiry:
                break;
            case Within.Text:
                _passed.Add(b);
                break;
            case Within.Escape when b is (byte)'[':
                _sequence.Add(b);
                _within = Within.Control;
                break;
            case Within.Escape when b is (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                _within = Within.String;
                break;
            case Within.Escape:
                // Of the others some reset the terminal or make it answer, and none is missed in a log.
                _within = b is >= 0x20 and <= 0x2F ? Within.Escape : b == Escape ? Within.Escape : Within.Text;
                break;
            case Within.Control:
                TakeControl(b);
                break;
            case Within.String:
                _within = b switch
                {
                    Bell => Within.Text,
                    Escape => Within.StringEscape,
                    // A line break ends what was never ended, so that the log goes on.
                    (byte)'\n' => Within.Text,
                    _ => Within.String,
                };
                break;
            default:
                _within = b == '\\' ? Within.Text : Within.String;
                break;
        }
    }

    private void TakeControl(byte b)
    {
        _sequence.Add(b);
        if (b is >= 0x40 and <= 0x7E)
        {
            // Erasing, moving, colours; and whether the cursor shows.
            if (b is (>= (byte)'A' and <= (byte)'K') or (byte)'S' or (byte)'T' or (byte)'m'
                || (b is (byte)'h' or (byte)'l' && _sequence is [_, _, (byte)'?', (byte)'2', (byte)'5', _]))
            {
                _passed.AddRange(_sequence);
                _isColoured |= b == 'm';
            }

            _within = Within.Text;
        }
        else if (b == Escape)
        {
            _sequence.Clear();
            _sequence.Add(b);
            _within = Within.Escape;
        }
        else if (b is < 0x20 or > 0x7E || _sequence.Count > LongestControl)
        {
            _within = Within.Text;
            if (b is (byte)'\n' or (byte)'\r')
            {
                _passed.Add(b);
            }
        }
    }
}
