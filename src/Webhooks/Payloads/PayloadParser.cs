using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Webhooks.Payloads;

/// <summary>
/// Parses a template, once, into JSON text and placeholders. Whatever is not a placeholder stays byte for byte as the
/// user wrote it: white space, the spelling of numbers, escapes. Placeholders are looked for in the decoded strings, so
/// that equal JSON is an equal template.
/// </summary>
internal sealed class PayloadParser
{
    /// <summary>Escapes what JSON must escape and leaves letters of all languages as they are.</summary>
    public static readonly JavaScriptEncoder Escaper = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private const int MaxShown = 200;
    private readonly byte[] _json;
    private readonly JsonPlace _places;
    private readonly StringBuilder _text = new();
    private readonly List<PayloadPart> _parts = [];
    private readonly List<SecretPlace> _secrets = [];
    private readonly Stack<HashSet<string>> _keys = new();
    private int _copied;
    private bool _fillsKeys;

    private PayloadParser(string source)
    {
        _json = Encoding.UTF8.GetBytes(source);
        _places = new JsonPlace(_json);
    }

    /// <summary>A name that must be a team secret, and where it stands.</summary>
    public readonly record struct SecretPlace(string Name, bool IsBare, int Line, int Column);

    /// <summary>The parts, the secrets they name, and whether a key holds a placeholder; or the problem.</summary>
    public static (IReadOnlyList<PayloadPart> Parts, IReadOnlyList<SecretPlace> Secrets, bool FillsKeys, TemplateProblem? Problem) Parse(string source)
    {
        var parser = new PayloadParser(source);
        var problem = parser.Run();
        return (parser._parts, parser._secrets, parser._fillsKeys, problem);
    }

    private TemplateProblem? Run()
    {
        var reader = new Utf8JsonReader(_json);
        try
        {
            while (reader.Read())
            {
                if (Visit(ref reader) is { } problem)
                {
                    return problem;
                }
            }
        }
        catch (JsonException error)
        {
            return JsonPlace.Of(_json, error);
        }
        _text.Append(Encoding.UTF8.GetString(_json.AsSpan(_copied)));
        EndText();
        return null;
    }

    private TemplateProblem? Visit(ref Utf8JsonReader reader)
    {
        if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
        {
            return At(reader.TokenStartIndex, "the payload must be a JSON object, { ... }");
        }
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                _keys.Push([]);
                return null;
            case JsonTokenType.EndObject:
                _keys.Pop();
                return null;
            case JsonTokenType.PropertyName:
            case JsonTokenType.String:
                return VisitString(ref reader);
            default:
                return null;
        }
    }

    private TemplateProblem? VisitString(ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        string value;
        try
        {
            value = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return At(start, "this string holds half a surrogate pair, which is no text");
        }

        var isKey = reader.TokenType == JsonTokenType.PropertyName;
        if (isKey && !_keys.Peek().Add(value))
        {
            return At(start, $"the key \"{value}\" stands twice in this object");
        }

        var pieces = PlaceholderScanner.Scan(value, isKey, out var unterminated);
        var escapes = reader.ValueIsEscaped;
        if (unterminated is { } dollar)
        {
            return Inside(start, value, dollar, escapes, "this ${ has no closing }. For a literal ${ write $${");
        }
        if (pieces is null)
        {
            return null;
        }

        _fillsKeys |= isKey;
        var end = (int)start + 1 + reader.ValueSpan.Length;
        _text.Append(Encoding.UTF8.GetString(_json.AsSpan(_copied..((int)start + 1))));
        _copied = end;
        // Exact when the string has no escapes, else where it begins. Counted on from piece to piece.
        var (offset, counted) = ((int)start + (escapes ? 0 : 1), 0);
        foreach (var piece in pieces)
        {
            if (!piece.IsName)
            {
                _text.Append(Escaper.Encode(piece.Text));
                continue;
            }
            if (!escapes)
            {
                offset += Encoding.UTF8.GetByteCount(value.AsSpan(counted..piece.At));
                counted = piece.At;
            }
            if (AddPlaceholder(piece, offset) is { } problem)
            {
                return problem;
            }
        }
        return null;
    }

    private TemplateProblem? AddPlaceholder(PlaceholderScanner.Piece piece, int offset)
    {
        EndText();
        var name = piece.Text;
        if (name == PayloadVariables.AccessToken)
        {
            _parts.Add(new PayloadAccessToken());
        }
        else if (PayloadVariables.Find(name) is { } read)
        {
            if (piece.IsBare)
            {
                return At(offset, $"{name} is a variable, not a secret: write ${{{name}}}") with { IsName = true };
            }
            _parts.Add(new PayloadVariable(read));
        }
        else if (name.StartsWith(PayloadVariables.MetadataPrefix, StringComparison.Ordinal) && name.Length > PayloadVariables.MetadataPrefix.Length)
        {
            _parts.Add(new PayloadMetadata(name[PayloadVariables.MetadataPrefix.Length..]));
        }
        else if (PlaceholderScanner.IsSecretName(name))
        {
            var (line, column) = _places.Next(offset);
            _secrets.Add(new(name, piece.IsBare, line, column));
            _parts.Add(new PayloadSecret(name));
        }
        else
        {
            var hint = Suggestion.For(name, PayloadVariables.Suggested) is { } near ? $"did you mean ${{{near}}}?" : "for a literal ${ write $${";
            return At(offset, $"unknown variable ${{{(name.Length <= MaxShown ? name : name[..MaxShown] + "...")}}}; {hint}") with { IsName = true };
        }
        return null;
    }

    private void EndText()
    {
        if (_text.Length > 0)
        {
            _parts.Add(new PayloadText(_text.ToString()));
            _text.Clear();
        }
    }

    private TemplateProblem At(long offset, string message) => JsonPlace.Problem(_json, offset, message);

    /// <summary>A place inside of a string: exact when the string has no escapes, else where the string begins.</summary>
    private TemplateProblem Inside(long start, string value, int index, bool escapes, string message) =>
        At(start + (escapes ? 0 : 1 + Encoding.UTF8.GetByteCount(value.AsSpan(0, index))), message);
}
