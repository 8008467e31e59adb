using Slipway.Testing.Scenes;

namespace Slipway.WebTests.Scenes;

/// <summary>A server with something of everything; see <see cref="Furniture"/>.</summary>
public abstract class FurnishedScene(Browsers browsers) : CiScene(browsers)
{
    protected override Task FurnishAsync() => Furniture.PutAsync(Server.Admin, Ci, Ct);
}
