from plans.jobs import enterprise as enterprise, regrading as regrading
