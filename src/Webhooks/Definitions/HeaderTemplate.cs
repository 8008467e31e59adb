using System.Text;
using Slipway.Secrets.Values;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Definitions;

/// <summary>
/// The value of a custom header: text in which <c>${NAME}</c> is a team secret and <c>$${</c> writes <c>${</c>. Payload
/// variables have no place here, since a header is the same for every event.
/// </summary>
internal sealed class HeaderTemplate
{
    private readonly List<PlaceholderScanner.Piece> _pieces;

    private HeaderTemplate(List<PlaceholderScanner.Piece> pieces, bool isBroken)
    {
        _pieces = pieces;
        IsBroken = isBroken || pieces.Any(piece => piece.IsName && !PlaceholderScanner.IsSecretName(piece.Text));
    }

    /// <summary>Names of the secrets that it needs.</summary>
    public IReadOnlyCollection<string> SecretNames => [.. _pieces.Where(piece => piece.IsName).Select(piece => piece.Text).Distinct()];

    /// <summary>A <c>${</c> without its <c>}</c>, or around what is no name.</summary>
    public bool IsBroken { get; }

    /// <summary>Reads a value; a broken one says so by <see cref="IsBroken"/>.</summary>
    public static HeaderTemplate Parse(string value)
    {
        var pieces = PlaceholderScanner.Scan(value, isKey: true, out var unterminated);
        return new(pieces ?? [new(false, value, 0)], unterminated is not null);
    }

    /// <summary>
    /// The value to send; the secrets hold every name of <see cref="SecretNames"/>. One that is longer than may be sent ends
    /// one character beyond, which is refused as the whole would be.
    /// </summary>
    public string Resolve(IReadOnlyDictionary<string, SecretValue> secrets)
    {
        var value = new StringBuilder();
        foreach (var piece in _pieces)
        {
            var text = piece.IsName ? secrets[piece.Text].Reveal() : piece.Text;
            value.Append(text.AsSpan(0, Math.Min(text.Length, CustomHeaders.MaxValueLength + 1 - value.Length)));
            if (value.Length > CustomHeaders.MaxValueLength)
            {
                break;
            }
        }
        return value.ToString();
    }
}
