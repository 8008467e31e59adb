using System.Globalization;
using System.Text;

namespace Slipway.Launch.Schemas;

/// <summary>
/// Where a value stands inside another, as <c>runConfig.optimizer.steps[2]</c>. Written out when somebody asks: a long name
/// with many values below it would be copied for each of them.
/// </summary>
internal sealed class ValuePlace
{
    private readonly ValuePlace? _above;
    private readonly string _name;

    private ValuePlace(ValuePlace? above, string name) => (_above, _name) = (above, name);

    /// <summary>The whole value.</summary>
    /// <param name="name">What it is called; empty for nothing before the first field.</param>
    public static ValuePlace Of(string name) => new(null, name);

    public ValuePlace Field(string name) => new(this, name);

    public ValuePlace Element(int index) => new(this, string.Create(CultureInfo.InvariantCulture, $"[{index}]"));

    public override string ToString()
    {
        var names = new Stack<string>();
        for (var at = this; at is not null; at = at._above)
        {
            names.Push(at._name);
        }
        var text = new StringBuilder();
        foreach (var name in names)
        {
            text.Append(text.Length == 0 || name.StartsWith('[') ? "" : ".").Append(name);
        }
        return text.ToString();
    }
}
