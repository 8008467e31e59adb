using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests;

/// <summary>Small made-up facts: each rule must find the violation that is planted in them.</summary>
internal static class Planted
{
    public static readonly House House = House.Parse(
        """
        | room | holds | may reference |
        | --- | --- | --- |
        | Api | records | - |
        | Storage | database | - |
        | Registry | models | Api, Storage |
        | Webhooks | deliveries | Api, Storage |
        | Server | roof | Api, Storage, Registry, Webhooks |
        """);

    public static ProjectFile Project(string room, params string[] references) => new()
    {
        Room = room,
        Folder = $"src/{room}",
        Assembly = $"Slipway.{room}",
        References = references,
        Outside = ["Microsoft.NET.Sdk"],
    };

    public static TypeFacts Type(string fullName, params string[] uses) => new()
    {
        Room = fullName.Split('.')[1],
        Namespace = fullName[..fullName.LastIndexOf('.')],
        Name = fullName[(fullName.LastIndexOf('.') + 1)..],
        Uses = [.. uses.Select(Use)],
    };

    private static TypeUse Use(string fullName)
    {
        var words = fullName.Split('.');
        var assembly = words[0] == "Slipway" ? $"Slipway.{words[1]}" : string.Join('.', words[..^1]);
        return new TypeUse(assembly, string.Join('.', words[..^1]), words[^1]);
    }
}
