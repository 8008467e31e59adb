using System.Text;

namespace Slipway.Secrets.Values;

/// <summary>
/// A secret in memory. It cannot be printed by accident: <see cref="ToString"/> is <c>***</c>, it has no public
/// property, and it does not serialise. Whoever needs the text says so with <see cref="Reveal"/>.
/// </summary>
public sealed class SecretValue
{
    private readonly string _text;

    /// <param name="text">The secret as the user typed it; kept to the character.</param>
    public SecretValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>The secret itself. Only for what goes into a request that is being sent.</summary>
    public string Reveal() => _text;

    /// <summary>The secret's UTF-8 bytes: the key of an HMAC.</summary>
    public byte[] RevealBytes() => Encoding.UTF8.GetBytes(_text);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
