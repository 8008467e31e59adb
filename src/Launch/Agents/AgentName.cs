using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Launch.Agents;

/// <summary>What an agent may be called.</summary>
internal static partial class AgentName
{
    // Stands in the place of a name in the addresses of the API.
    private const string Reserved = "tokens";

    /// <summary><c>name_invalid</c>, <c>name_reserved</c>; null when it may.</summary>
    public static Refusal? Check(string name, string field) =>
        !Form().IsMatch(name)
            ? Refusal.OfField(ErrorCodes.NameInvalid, field, "An agent's name has 1 to 64 letters, digits, '.', '_' and '-', and begins with a letter or digit.")
        : name == Reserved
            ? Refusal.OfField(ErrorCodes.NameReserved, field, $"The name '{Reserved}' is kept for Slipway itself.")
            : null;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Form();
}
