using Microsoft.AspNetCore.Http;
using Slipway.Rest;

namespace Slipway.Access;

/// <summary>The actor of a request, for whoever has no parameter to bind, such as a page.</summary>
public static class CurrentActor
{
    extension(HttpContext context)
    {
        /// <summary>Who asks; null when nobody is signed in, which only anonymous addresses see.</summary>
        public Actor? FindActor() => context.Features.Get<ActorFeature>()?.Actor;
    }
}

/// <summary>Carries the actor through a request.</summary>
/// <param name="LookAgainAsync">The same key or session, looked up once more: the actor as they are then; null when it is over.</param>
internal sealed record ActorFeature(Actor Actor, Func<CancellationToken, Task<Actor?>> LookAgainAsync) : IKnownCaller;
