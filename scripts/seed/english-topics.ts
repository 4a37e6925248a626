import type { Topic } from "./topic.ts";

/** What members write about in English. */
export const englishTopics: readonly [Topic, ...Topic[]] = [
  {
    words: {
      place: ["the library", "the old station", "Mapo market", "the town hall", "the east gate"],
      day: ["Monday", "Tuesday", "Thursday", "Saturday"],
    },
    titles: ["A quiet café near {place}?", "Where do you work on a {day} morning?"],
    paragraphs: [
      [
        "I spend most {day} mornings around {place}, and my usual spot has closed for good.",
        "I moved here in spring and still have not found my café near {place}.",
      ],
      [
        "I do not need much: a window, a socket, and music that lets me think. I am happy to walk fifteen minutes.",
        "A table that does not wobble would be nice. Good coffee would be nicer.",
      ],
    ],
    comments: [
      "The one with the green door. No sign outside, two streets behind {place}.",
      "Closed on {day}, I learned that the hard way.",
      "Anywhere, as long as it is before eleven. After that it gets loud.",
      "The reading room upstairs has coffee now, by the way.",
    ],
  },
  {
    words: {
      drink: ["flat white", "filter coffee", "cortado", "oat latte", "cold brew"],
      place: ["by the old station", "at the market", "next to the florist", "on Harbour Road"],
    },
    titles: ["New coffee bar {place}, and it is good", "The best {drink} is now {place}"],
    paragraphs: [
      [
        "Somebody has finally opened a decent coffee bar {place}.",
        "I walked past the new coffee bar {place} for a week before I went in. Do not make my mistake.",
      ],
      [
        "I had a {drink}, and it was better than what I pay twice as much for downtown. Ask for the table upstairs.",
        "The {drink} is the reason to go, the cardamom bun is the reason to stay.",
      ],
    ],
    comments: [
      "Went this morning. You did not exaggerate.",
      "Their {drink} is a little sour for me, but the bun!",
      "Are dogs allowed?",
      "Thanks, going there tomorrow.",
    ],
  },
  {
    words: {
      distance: ["5 km", "10 km", "6 km", "12 km"],
      place: ["along the river", "up the fortress wall", "around the lake", "through the botanical garden"],
      time: ["6:30", "7:00", "18:30", "19:15"],
    },
    titles: ["{distance} {place}: who is in?", "Slow runners welcome: {distance} at {time}"],
    paragraphs: [
      [
        "We are four people of very different speed who meet at {time} and run {distance} {place}.",
        "After a winter on the sofa I would like company: {distance} {place}, at {time}.",
      ],
      [
        "Nobody is left behind: whoever is ahead turns round and comes back. Only thunder counts as an excuse.",
        "The route is flat, lit, and has water twice. Write here if you would like to come along.",
      ],
    ],
    comments: [
      "Count me in for {time}.",
      "What pace are we talking about? I am more of a seven-minute person.",
      "I would join you {place}, but not on weekdays.",
      "Was lovely today, same time next week?",
    ],
  },
  {
    words: {
      race: ["10 km", "half marathon", "trail run", "night run"],
      month: ["March", "May", "September", "October"],
    },
    titles: ["My first {race}, a short report", "I finished the {month} {race}"],
    paragraphs: [
      [
        "I never thought I would write this, but I finished a {race} on Sunday and enjoyed most of it.",
        "In {month} last year I could not run for ten minutes. On Sunday I finished a {race}.",
      ],
      [
        "The first half was easy, the second was a negotiation with my left knee. What helped you most? I have heard everything from salt to sleep.",
        "There was a brass band at the last corner, and I do not mind saying that I cried.",
      ],
    ],
    comments: [
      "Congratulations! The second one hurts less.",
      "Sleep. It was always sleep.",
      "The brass band gets me every year.",
      "See you at the next {race} then.",
    ],
  },
  {
    words: {
      cat: ["grey tabby", "black cat with a white paw", "ginger tom", "small calico"],
      street: ["Maple Street", "Garden Lane", "Harbour Road", "Mill Street"],
    },
    titles: ["Found: {cat}, {street}", "Whose {cat} visits me on {street}?"],
    paragraphs: [
      [
        "A {cat} has been sitting under a car on {street} since last night.",
        "Every evening at seven a {cat} walks into my kitchen on {street} as if it paid the rent.",
      ],
      [
        "Friendly after a minute, well brushed, eats everything. I assume there is a worried owner somewhere.",
        "No collar, does not like being picked up. If you know more, write here.",
      ],
    ],
    comments: [
      "I think I saw that one this morning, heading for the bakery.",
      "The clinic reads chips for free, just walk in.",
      "Shared with the neighbours' group.",
      "That is the baker's. He has three homes, at least.",
    ],
  },
  {
    words: {
      name: ["Miso", "Biscuit", "Pepper", "Otto", "Juno"],
      place: ["the clinic", "the bakery", "number 14", "the playground"],
    },
    titles: ["Has anyone seen {name}?", "{name} is missing since this morning"],
    paragraphs: [
      ["{name}, our very shy tabby, slipped out near {place} when the parcel came."],
      [
        "She has a chip but no collar, and hides rather than runs. Please look in your sheds and cellars.",
        "If you live near {place}, please look under your car before you drive. We are grateful for every call.",
      ],
    ],
    comments: [
      "Something that smells of home, in front of the door. It worked for ours.",
      "Fingers crossed for {name}!",
      "Looked in our cellar, will look again tonight.",
      "I will ask at {place} tomorrow.",
    ],
  },
  {
    words: {
      dish: ["kimchi stew", "sourdough", "lemon tart", "lentil soup", "potato pancakes"],
      trick: ["a spoon of vinegar", "a night in the fridge", "less water than you think", "browned butter"],
    },
    titles: ["{dish}, finally the way I like it", "The secret of {dish}: {trick}"],
    paragraphs: [
      [
        "This was attempt number four at {dish}, and the first one I would serve to guests.",
        "My grandmother made {dish} every week and never wrote anything down. I think I have found it.",
      ],
      [
        "The difference was {trick}. I had read that a dozen times and never believed it.",
        "It is {trick}, and patience. Pictures when there is something left to photograph.",
      ],
    ],
    comments: [
      "{trick}, always. My mother swears by it.",
      "Tried it last night, the family asked for more.",
      "Does it work without an oven?",
      "Saving this for the weekend.",
    ],
  },
  {
    words: {
      dish: ["bread", "cheesecake", "risotto", "dumplings", "omelette"],
      fault: ["flat", "dry", "far too salty", "burnt outside and raw inside"],
    },
    titles: ["Why is my {dish} {fault}?", "{dish} again, {fault} again. Help"],
    paragraphs: [
      [
        "I follow the recipe to the gram and my {dish} still comes out {fault}.",
        "Third evening, third {dish}, and every one of them {fault}.",
      ],
      [
        "I have tried a hotter pan, a cooler pan, and talking to it.",
        "I will try anything that fits into a small kitchen.",
      ],
    ],
    comments: [
      "Your oven lies. Buy a thermometer for it, they cost next to nothing.",
      "Half the heat, twice the time.",
      "Twice the garlic. It will not fix it, but you will mind less.",
      "It took me ten. Do not give up!",
    ],
  },
  {
    words: {
      thing: ["bicycle", "desk lamp", "rice cooker", "bookshelf", "stroller", "film camera"],
      detail: ["one scratch", "a new cable", "all its screws", "the original box"],
    },
    titles: ["To a good home: {thing}", "{thing} with {detail}, free to collect"],
    paragraphs: [
      [
        "We are moving at the end of the month and the {thing} does not fit the new place.",
        "I was given a newer {thing}, so this one may go.",
      ],
      [
        "It works, it is clean, and it comes with {detail}. I am on the third floor, the lift works.",
        "It has {detail} and many good years left. A cake would be welcome but is not required.",
      ],
    ],
    comments: [
      "Is it still available?",
      "I would take it. Tomorrow after six?",
      "I can offer carrot cake.",
      "Picked up, thank you so much!",
    ],
  },
  {
    words: {
      thing: ["record player", "toaster", "sewing machine", "garden chair", "radio"],
      sound: ["hums", "smells of dust", "does nothing", "works only on Sundays"],
    },
    titles: ["Can anyone repair a {thing}?", "My {thing} {sound}"],
    paragraphs: [
      [
        "After nine years my {thing} {sound}, and before I buy a new one I thought I would ask here.",
        "It was my father's {thing}. Now it {sound}, and I would rather not throw it away.",
      ],
      [
        "I can hold a screwdriver, but would rather watch someone who knows which end to use.",
        "I would pay for the parts and trade the work for home-grown tomatoes.",
      ],
    ],
    comments: [
      "There is a repair evening at the community centre every second Wednesday.",
      "Bring it over, I collect those.",
      "It is the capacitor. It is always the capacitor.",
      "Mine did that too. A new fuse, five minutes.",
    ],
  },
  {
    words: {
      book: [
        "a novel about a lighthouse",
        "a history of salt",
        "short stories from Busan",
        "a thriller set on a ferry",
      ],
      room: ["the back room of the bookshop", "my living room", "the reading room", "the park, if it is dry"],
    },
    titles: ["Reading group: {book}", "Two free chairs in our reading group ({book})"],
    paragraphs: [
      ["This month we read {book}. We meet in {room}, and there is tea."],
      [
        "Nobody checks whether you finished. Come along, also if you hated it. Especially then.",
        "What should be next? Under 300 pages, please.",
      ],
    ],
    comments: [
      "I gave up at page 90. Should I go on?",
      "The last chapter! I had to walk round the block.",
      "I will bring cake.",
      "It is at the library, three copies.",
    ],
  },
];
