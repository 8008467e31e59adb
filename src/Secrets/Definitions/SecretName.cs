using System.Buffers;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Secrets.Definitions;

/// <summary>The rule for names of secrets (wandb-behaviour 6): letters, digits, <c>_</c>.</summary>
public static class SecretName
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Whether the text has the form of a name.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) => name.Length is > 0 and <= MaxLength && !name.ContainsAnyExcept(Allowed);

    /// <summary>Why the name may not be a new secret's; null when it may.</summary>
    public static Refusal? Check(string name, IEnumerable<ReservedSecretNames> reserved)
    {
        if (!IsValid(name))
        {
            return Refusal.OfField(ErrorCodes.NameInvalid, "name", $"A secret's name has 1 to {MaxLength} letters (A to Z), digits or '_'.");
        }
        return reserved.Any(names => names.Names.Contains(name))
            ? Refusal.OfField(ErrorCodes.NameReserved, "name", $"${{{name}}} is a variable of payloads. Choose another name, such as MY_{name.ToUpperInvariant()}.")
            : null;
    }
}
