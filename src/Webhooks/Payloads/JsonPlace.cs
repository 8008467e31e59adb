using System.Text;
using System.Text.Json;

namespace Slipway.Webhooks.Payloads;

/// <summary>
/// Turns byte offsets of JSON text into the line and column that a person sees in an editor. One of them walks through a
/// text once, however many places are asked for, as long as they follow each other.
/// </summary>
internal sealed class JsonPlace(byte[] json)
{
    private int _at;
    private int _line = 1;
    private int _column = 1;

    /// <summary>Line and column of an offset that is not before the last one asked for.</summary>
    public (int Line, int Column) Next(int offset)
    {
        var between = json.AsSpan(_at..offset);
        if (between.LastIndexOf((byte)'\n') is var end and >= 0)
        {
            _line += between.Count((byte)'\n');
            _column = 1;
            between = between[(end + 1)..];
        }
        _column += Encoding.UTF8.GetCharCount(between);
        _at = offset;
        return (_line, _column);
    }

    /// <summary>A problem at a byte offset of the text.</summary>
    public static TemplateProblem Problem(ReadOnlySpan<byte> json, long offset, string message)
    {
        var before = json[..(int)Math.Min(offset, json.Length)];
        var line = before.Count((byte)'\n') + 1;
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new(line, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1, message);
    }

    /// <summary>A problem that the JSON reader found, in its words without its own way of telling the place.</summary>
    public static TemplateProblem Of(ReadOnlySpan<byte> json, JsonException error)
    {
        var message = error.Message;
        var tail = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = tail < 0 ? message : message[..tail].TrimEnd();

        var offset = 0;
        for (var line = error.LineNumber ?? 0; line > 0; line--)
        {
            offset += json[offset..].IndexOf((byte)'\n') + 1;
        }
        return Problem(json, offset + (error.BytePositionInLine ?? 0), message);
    }
}
