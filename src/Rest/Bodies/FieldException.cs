using System.Text.Json;

namespace Slipway.Rest.Bodies;

/// <summary>What is wrong inside one field of an object that a converter of ours reads.</summary>
/// <param name="name">The field's name.</param>
/// <param name="cause">What its own reader said, with the path inside the field.</param>
internal sealed class FieldException(string name, JsonException cause) : JsonException(cause.Message)
{
    public string Name => name;

    public JsonException Cause => cause;
}
